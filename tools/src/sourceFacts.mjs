// @ts-check
// What a source file imports and which banned expressions it holds, read from its syntax tree: comments and strings do not count.
import { parseSync } from 'oxc-parser';

/**
 * @typedef {{ specifier: string | undefined, line: number }} Import  `specifier` is undefined where the path is computed.
 * @typedef {{ what: string, line: number }} Ban
 * @typedef {{ imports: Import[], bans: Ban[] }} SourceFacts
 * @typedef {{ type: string, start: number, [field: string]: unknown }} Node
 */

const BANNED_MEMBERS = new Set(['Math.random', 'Math.pow', 'Date.now']);

/**
 * @param {string} file name with its extension, which decides the dialect
 * @param {string} text
 * @returns {SourceFacts}
 * @throws when the text does not parse: a file that cannot be read must not pass unread
 */
export function sourceFacts(file, text) {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);

  /** @type {SourceFacts} */
  const facts = { imports: [], bans: [] };
  visit(/** @type {Node} */ (/** @type {unknown} */ (program)), (node) => {
    const line = lineOf(text, node.start);
    const source = importedPath(node);
    if (source) facts.imports.push({ specifier: literal(source), line });
    const what = bannedExpression(node);
    if (what) facts.bans.push({ what, line });
  });
  return facts;
}

// ---------------------------------------------------------------------------------------------------------------------

/** The node that holds the path of an import, re-export, `import()`, `import type` or `require`. @param {Node} node */
function importedPath(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return asNode(node['source']);
    case 'CallExpression':
      return name(node['callee']) === 'require' ? asNode(/** @type {unknown[]} */ (node['arguments'])[0]) : undefined;
    default:
      return undefined;
  }
}

/** @param {Node} node */
function bannedExpression(node) {
  switch (node.type) {
    case 'BinaryExpression':
    case 'AssignmentExpression':
      return String(node['operator']).startsWith('**') ? '**' : undefined;
    case 'MemberExpression': {
      const member = `${name(node['object'])}.${name(node['property']) ?? literal(asNode(node['property']))}`;
      return BANNED_MEMBERS.has(member) ? member : undefined;
    }
    case 'VariableDeclarator': {
      // const { random } = Math
      const pattern = asNode(node['id']);
      if (pattern?.type !== 'ObjectPattern') return undefined;
      const members = /** @type {Node[]} */ (pattern['properties']).map((property) => `${name(node['init'])}.${name(property['key'])}`);
      return members.find((member) => BANNED_MEMBERS.has(member));
    }
    case 'NewExpression':
      return name(node['callee']) === 'Date' && /** @type {unknown[]} */ (node['arguments']).length === 0 ? 'new Date()' : undefined;
    default:
      return undefined;
  }
}

/** @param {Node} node @param {(node: Node) => void} enter */
function visit(node, enter) {
  enter(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      const next = asNode(child);
      if (next) visit(next, enter);
    }
  }
}

/** @param {unknown} value @returns {Node | undefined} */
function asNode(value) {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' ? /** @type {Node} */ (value) : undefined;
}

/** The identifier's name, also behind `globalThis.`. @param {unknown} value @returns {string | undefined} */
function name(value) {
  const node = asNode(value);
  if (node?.type === 'Identifier') return String(node['name']);
  return node?.type === 'MemberExpression' && name(node['object']) === 'globalThis' ? name(node['property']) : undefined;
}

/** @param {Node | undefined} node */
function literal(node) {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node?.type !== 'TemplateLiteral' || /** @type {unknown[]} */ (node['expressions']).length > 0) return undefined;
  return /** @type {{ value: { cooked: string } }[]} */ (node['quasis'])[0]?.value.cooked;
}

/** @param {string} text @param {number} offset */
function lineOf(text, offset) {
  return text.slice(0, offset).split('\n').length;
}
