// @ts-check
// What is generated from the plugins themselves: the catalogue, its JSON index, each README's table of parameters and each
// schema snapshot; and from what plugins are made of, the list of building blocks.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../steps.mjs';
import { PAGE, buildingBlocksPage } from './buildingBlocks.mjs';
import { catalogueIndex, cataloguePage } from './catalogue.mjs';

/** The command that writes these files, for messages. */
export const COMMAND = 'node tools/catalog.mjs';

const TABLE = /<!-- params -->\n[\s\S]*?<!-- \/params -->/;

/**
 * @typedef {{ kind: import('./request.mjs').Kind, id: string, revision: number, title: string, description: string, citation: string, params: Record<string, object> }} Plugin
 * @typedef {{ paramsTable: (params: Plugin['params']) => string, paramsSchema: (params: Plugin['params']) => object }} Core
 */

/**
 * The plugins of this repository, imported from their sources, sorted by id.
 * @returns {Promise<Plugin[]>}
 * @throws where a folder has no plugin, or one of another name
 */
export async function loadPlugins() {
  const folders = readdirSync(join(ROOT, 'plugins'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, 'plugins', entry.name, 'package.json')))
    .map((entry) => entry.name);
  return Promise.all(folders.sort().map(async (folder) => {
    const { plugin } = await importSource(`plugins/${folder}/src/index.ts`);
    if (plugin?.id !== folder) throw new Error(`plugins/${folder}/src/index.ts exports no \`plugin\` with the id \`${folder}\`.`);
    return plugin;
  }));
}

/** Folders where plugins are, that are none: left behind by a plugin that was removed, or begun and forgotten. */
export function strayFolders(root = ROOT) {
  const folders = readdirSync(join(root, 'plugins'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `plugins/${name}`);
  return folders.filter((folder) => !existsSync(join(root, folder, 'package.json'))).sort();
}

/** @returns {Promise<Core>} */
export function loadCore() {
  return importSource('packages/core/src/index.ts');
}

/**
 * The files as they should be.
 * @param {readonly Plugin[]} plugins
 * @param {Core} core
 * @param {(path: string) => string | undefined} read the file as it is, if it is there
 * @returns {Record<string, string>} text by path from the repository's root
 */
export function derivedFiles(plugins, { paramsTable, paramsSchema }, read) {
  /** @type {Record<string, string>} */
  const files = {
    'plugins/CATALOG.md': cataloguePage(plugins),
    'plugins/catalog.json': json(catalogueIndex(plugins, paramsSchema)),
  };
  const blocks = buildingBlocksPage(read);
  if (blocks !== undefined) files[PAGE] = blocks;
  for (const { id, params } of plugins) {
    const readme = read(`plugins/${id}/README.md`);
    // A README that is missing is for its author to write; conformance says so.
    if (readme !== undefined) files[`plugins/${id}/README.md`] = readme.replace(TABLE, () => `<!-- params -->\n${paramsTable(params)}\n<!-- /params -->`);
    files[`plugins/${id}/tests/schema.snap.json`] = json(paramsSchema(params));
  }
  return files;
}

/** @param {string} path from the repository's root */
export function readFromRoot(path) {
  return existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : undefined;
}

/** Paths whose files are not as they should be. @param {Record<string, string>} wanted @param {(path: string) => string | undefined} read */
export function drifted(wanted, read) {
  return Object.keys(wanted).filter((path) => read(path) !== wanted[path]);
}

// ---------------------------------------------------------------------------------------------------------------------

/** Needs a process that reads TypeScript and resolves `@exitbench/source`. @param {string} path @returns {Promise<any>} */
function importSource(path) {
  return import(/* @vite-ignore */ pathToFileURL(join(ROOT, path)).href);
}

/** @param {object} value */
function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
