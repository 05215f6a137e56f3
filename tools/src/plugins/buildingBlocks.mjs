// @ts-check
// docs/plugins/building-blocks.md: what plugins can take from `nn` and `exits`, from the sources of these packages.
import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** @typedef {{ type: string, start: number, end: number, [field: string]: any }} Node */
/** @typedef {{ name: string, call: string, says: string }} Block */

export const PAGE = 'docs/plugins/building-blocks.md';

/** Folders of `nn`, those that authors look into first in front. */
const SECTIONS = /** @type {Record<string, string>} */ ({
  layers: 'Layers', pieces: 'Pieces', heads: 'Heads', analysis: 'For analyses', losses: 'Losses', init: 'First weights',
  data: 'Images in files', costs: 'Costs', ops: 'Operations', augment: 'Augmentation',
});

/**
 * @param {(path: string) => string | undefined} read a file by its path from the repository's root
 * @returns the page; undefined where the packages are not there
 */
export function buildingBlocksPage(read) {
  const nn = read('packages/nn/src/index.ts');
  const exits = read('packages/exits/src/index.ts');
  if (nn === undefined || exits === undefined) return undefined;
  const all = exportsOf('packages/nn/src/index.ts', nn).map((entry) => ({ ...entry, folder: entry.file.split('/')[3] ?? '' }));
  const folders = [...new Set([...Object.keys(SECTIONS), ...all.map(({ folder }) => folder).sort()])];
  const sections = folders.flatMap((folder) => section(SECTIONS[folder] ?? `${folder[0]?.toUpperCase()}${folder.slice(1)}`, all.filter((entry) => entry.folder === folder), read));
  return [
    '# Building blocks',
    'Generated from the sources by `node tools/catalog.mjs`. What stands behind a name, its shapes, weights, errors and source, is in its docstring: editors show it, and so does its file.',
    '## `@exitbench/nn`',
    ...sections,
    '## `@exitbench/exits`',
    ...section(undefined, exportsOf('packages/exits/src/index.ts', exits), read),
  ].join('\n\n') + '\n';
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * Names and the files that they are from; types are left out.
 * @param {string} path @param {string} text
 * @returns {{ name: string, file: string }[]}
 */
function exportsOf(path, text) {
  const { program } = parseSync(path, text);
  return /** @type {Node[]} */ (/** @type {unknown} */ (program.body)).filter((node) => node.type === 'ExportNamedDeclaration' && node['exportKind'] !== 'type').flatMap((node) =>
    /** @type {Node[]} */ (node['specifiers']).filter((s) => s['exportKind'] !== 'type').map((s) => ({ name: String(s['exported'].name), file: posix.join(posix.dirname(path), node['source'].value) })));
}

/** @param {string | undefined} title @param {{ name: string, file: string }[]} entries @param {(path: string) => string | undefined} read */
function section(title, entries, read) {
  // Descriptions of operations, by which engines bring kernels of their own, are nothing that a plugin calls.
  const rows = entries.filter(({ name }) => !name.endsWith('Op')).map(({ name, file }) => {
    const { call, says } = describe(name, file, read(file) ?? '');
    return `| [\`${call}\`](${posix.relative(posix.dirname(PAGE), file)}) | ${says.replaceAll('|', '\\|')} |`;
  });
  if (rows.length === 0) return [];
  return [...(title === undefined ? [] : [`### ${title}`]), ['| name | what it is |', '|---|---|', ...rows].join('\n')];
}

/**
 * @param {string} name @param {string} file @param {string} text
 * @returns {Block}
 */
function describe(name, file, text) {
  const { program, comments } = parseSync(file, text);
  const nodes = /** @type {Node[]} */ (/** @type {unknown} */ (program.body)).filter((node) => node.type === 'ExportNamedDeclaration' && node['declaration']);
  /** @param {Node} node */
  const sayingOf = (node) => firstSentence(comments.findLast((c) => c.value.startsWith('*') && c.end <= node.start && text.slice(c.end, node.start).trim() === '')?.value ?? '');
  const own = nodes.find((node) => namesOf(node).includes(name));
  // An operation's function says what its arguments are; what it computes stands with the operation, in the same file.
  const says = [own, ...nodes.filter((node) => node['declaration'].type !== 'TSInterfaceDeclaration')].map((node) => (node === undefined ? '' : sayingOf(node))).find((said) => said !== '');
  return { name, call: name + parametersOf(own?.['declaration'], nodes), says: says ?? '' };
}

/** @param {Node} node an export */
function namesOf({ declaration }) {
  return declaration.type === 'VariableDeclaration' ? declaration.declarations.map((/** @type {Node} */ d) => d['id'].name) : [declaration.id?.name];
}

/** `({ filters, kernel, stride? })`; nothing for what is no function. @param {Node | undefined} declaration @param {Node[]} nodes of the same file */
function parametersOf(declaration, nodes) {
  if (declaration?.type !== 'FunctionDeclaration') return '';
  const params = /** @type {Node[]} */ (declaration['params']).map((param) => {
    const target = param.type === 'AssignmentPattern' ? param['left'] : param;
    const type = target.typeAnnotation?.typeAnnotation;
    const optional = param.type === 'AssignmentPattern' || target.optional === true ? '?' : '';
    const given = nodes.find((node) => node['declaration'].type === 'TSInterfaceDeclaration' && node['declaration'].id.name === type?.typeName?.name)?.['declaration'];
    const members = /** @type {Node[] | undefined} */ (type?.type === 'TSTypeLiteral' ? type.members : target.type === 'ObjectPattern' || target.name === 'options' ? given?.body.body : undefined);
    if (members === undefined) return `${target.type === 'RestElement' ? `...${target.argument.name}` : (target.name ?? '{ … }')}${optional}`;
    return `{ ${members.map((m) => `${m['key']?.name}${m['optional'] ? '?' : ''}`).join(', ')} }${optional}`;
  });
  return `(${params.join(', ')})`;
}

/** @param {string} comment what stands between its marks */
function firstSentence(comment) {
  const text = comment.replace(/^\*/, '').replace(/\n\s*\*[ ]?/g, '\n').replace(/(^|\n)\s*@[\s\S]*$/, '').split('\n\n')[0]?.replace(/\s+/g, ' ').trim() ?? '';
  return /^.*?(?<!\bal)\.(?=\s|$)/.exec(text)?.[0] ?? text;
}
