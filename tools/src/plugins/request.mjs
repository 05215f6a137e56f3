// @ts-check
// What `nx g @exitbench/tools:plugin` was asked for, checked before anything is written.

/** The kinds of plugins, as ids begin and as the catalogue calls them. */
export const KINDS = /** @type {const} */ ({ architecture: 'Architectures', dataset: 'Data sets', regime: 'Regimes', metric: 'Metrics' });

/** @typedef {keyof typeof KINDS} Kind */

export const USAGE = 'pnpm nx g @exitbench/tools:plugin <kind> <name>';
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Ids are columns of tables, names of folders and of packages. */
const LONGEST = 40;

/**
 * @param {{ kind?: unknown, name?: unknown, _?: unknown }} options as they were given; `_` is what Nx could give to neither, an empty name too
 * @param {(folder: string) => boolean} exists whether a folder of the repository is there
 * @returns {{ kind: Kind, name: string, id: string, folder: string }}
 * @throws an error that says what is wrong with the request and what to do instead
 */
export function checkRequest(options, exists) {
  const kinds = Object.keys(KINDS);
  const rest = Array.isArray(options._) ? options._.map(String) : [];
  const { kind, name = rest.shift() } = options;
  if (typeof kind !== 'string' || typeof name !== 'string') throw refusal('A kind and a name are needed.', `Call it as \`${USAGE}\`. Kinds: ${kinds.join(', ')}.`);
  if (!isKind(kind)) throw refusal(`There is no kind of plugin \`${kind}\`.`, `Take one of ${kinds.join(', ')}: \`${USAGE}\`.`);
  if (rest.length > 0) throw refusal(`\`${rest.join(' ')}\` is more than a kind and a name.`, `Words of a name are joined by hyphens: \`${USAGE}\`.`);
  if (!NAME.test(name)) {
    throw refusal(`\`${name}\` is no name for a plugin.`, `Small letters, digits and single hyphens, a letter first: \`${suggestion(name)}\`.`);
  }
  if (name.length > LONGEST) throw refusal(`\`${name}\` has ${name.length} characters.`, `At most ${LONGEST}: it is a column of tables.`);
  if (name.startsWith(`${kind}-`)) throw refusal(`\`${name}\` repeats its kind.`, `Say \`${kind} ${name.slice(kind.length + 1)}\`: the folder is called \`plugins/${name}\` then.`);
  const folder = `plugins/${kind}-${name}`;
  if (exists(folder)) throw refusal(`\`${folder}\` is there already.`, 'Take another name, or remove the folder first; nothing was changed.');
  return { kind, name, id: `${kind}-${name}`, folder };
}

/**
 * What the plugin can be called in the code of a benchmark: `lateStart` for `late-start`, `newRegime` for `new`.
 * @param {{ kind: Kind, name: string }} request
 */
export function variableOf({ kind, name }) {
  const variable = name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  return RESERVED.has(variable) ? `${variable}${kind[0]?.toUpperCase()}${kind.slice(1)}` : variable;
}

// ---------------------------------------------------------------------------------------------------------------------

/** What no variable of a module can be called (ECMA-262, §12.7.2 and the early errors of strict code). */
const RESERVED = new Set((
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in ' +
  'instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'
).split(' '));

/** @param {string} kind @returns {kind is Kind} */
function isKind(kind) {
  return Object.hasOwn(KINDS, kind);
}

/** The nearest name that would do. @param {string} name */
function suggestion(name) {
  const words = name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).join('-').replace(/^[^a-z]+/, '');
  return words === '' ? 'my-plugin' : words.slice(0, LONGEST).replace(/-$/, '');
}

/** @param {string} what @param {string} remedy */
function refusal(what, remedy) {
  return Object.assign(new Error(`${what}\n  do: ${remedy}`), { name: 'PluginRefused', code: 'bad-argument' });
}
