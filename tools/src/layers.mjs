// @ts-check
// The import fences, checked from the files themselves. The linter holds the same fences (`.oxlintrc.json`), written down a second time on purpose: neither is the only one.
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { sourceFacts } from './sourceFacts.mjs';

/**
 * @typedef {{ dependencies?: Record<string, string>, devDependencies?: Record<string, string>, peerDependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} Manifest
 */

/** What each package may import of ours. A plugin may import `PLUGIN_SEES`, its tests also `@exitbench/testkit`. */
export const PACKAGE_SEES = /** @type {Record<string, readonly string[]>} */ ({
  core: [],
  nn: ['core'],
  exits: ['core'],
  records: ['core'],
  engines: ['core', 'nn'],
  training: ['core', 'nn', 'exits', 'engines'],
  harness: ['core', 'nn', 'exits', 'engines', 'training', 'records'],
  report: ['core', 'exits', 'records'],
  testkit: ['core', 'nn', 'exits', 'engines', 'training', 'harness'],
  cli: ['core', 'exits', 'records', 'engines', 'training', 'harness', 'report'],
});
export const PLUGIN_SEES = /** @type {readonly string[]} */ (['core', 'nn', 'exits']);

/** Sources whose numbers reach weights: nothing in them may depend on the clock, on hidden randomness or on a machine's `pow`. */
const EXACT_SOURCES = /^(packages\/(core|nn|engines|training)|plugins\/[^/]+)\/src\//;
/** Plugins but data sets: a file that they read would be missing in their code digest. */
const FILELESS_SOURCES = /^plugins\/(?!dataset-)[^/]+\/src\//;
const FILE_MODULES = new Set(['fs', 'fs/promises']);

/**
 * @param {string} path of the file from the repository's root, with `/`
 * @param {string} text
 * @param {Manifest} manifest of the package that the file belongs to
 * @returns {string[]} one line a violation: `path:line what`
 */
export function violations(path, text, manifest) {
  const owner = ownerOf(path);
  if (owner === undefined) return [];
  const { imports, bans } = sourceFacts(path, text);
  const problems = EXACT_SOURCES.test(path) ? bans.map(({ what, line }) => `${path}:${line} uses ${what}`) : [];
  for (const { specifier, line } of imports) {
    const problem = importProblem(path, owner, specifier, manifest);
    if (problem) problems.push(`${path}:${line} ${problem}`);
  }
  return problems;
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {string} path */
function ownerOf(path) {
  return /^(?:(?:packages|plugins)\/[^/]+|benchmarks|tools)(?=\/)/.exec(path)?.[0];
}

/** @param {string} path @param {string} owner @param {string | undefined} specifier @param {Manifest} manifest */
function importProblem(path, owner, specifier, manifest) {
  if (specifier === undefined) return owner.startsWith('plugins/') && !inTests(path) ? 'imports by a computed path' : undefined;
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    return target.startsWith(`${owner}/`) ? undefined : `leaves its package by ${specifier}`;
  }
  const bare = specifier.replace(/^node:/, '');
  if (specifier !== bare || builtinModules.includes(bare)) {
    return FILELESS_SOURCES.test(path) && FILE_MODULES.has(bare) ? `reads files by ${specifier}` : undefined;
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (name.startsWith('@exitbench/') && !mayImport(path, owner, name.slice('@exitbench/'.length))) return `may not import ${name}`;
  return isDeclared(path, name, manifest) ? undefined : `imports ${name}, which its package.json does not declare`;
}

/** @param {string} path @param {string} owner @param {string} id */
function mayImport(path, owner, id) {
  const [parent, folder] = owner.split('/');
  if (parent === 'packages') return (PACKAGE_SEES[folder ?? ''] ?? []).includes(id);
  if (parent === 'plugins') return PLUGIN_SEES.includes(id) || (inTests(path) && id === 'testkit');
  return true;
}

/** @param {string} path @param {string} name @param {Manifest} manifest */
function isDeclared(path, name, manifest) {
  const { dependencies, optionalDependencies, peerDependencies, devDependencies } = manifest;
  if (name in { ...dependencies, ...optionalDependencies, ...peerDependencies }) return true;
  // Vitest is the repository's test runner, declared once at its root.
  return inTests(path) && (name === 'vitest' || name in { ...devDependencies });
}

/** @param {string} path */
function inTests(path) {
  return !/^(?:(?:packages|plugins)\/[^/]+|benchmarks)\/(src|bin)\//.test(path);
}
