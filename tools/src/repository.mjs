// @ts-check
// The files of this checkout, without anything that is installed, built or computed.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { ROOT } from './steps.mjs';

export { ROOT };

const IGNORED = new Set(['node_modules', 'dist', '.git', '.nx', '.exitbench', 'coverage', 'out']);

/** Every file below `folder`, as paths from the repository's root with `/`, sorted. @param {string} [folder] @returns {string[]} */
export function filesOf(folder = '') {
  const entries = readdirSync(ROOT + folder, { withFileTypes: true });
  return entries
    .filter((entry) => !IGNORED.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesOf(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/** @param {string} path from the repository's root */
export function textOf(path) {
  return readFileSync(ROOT + path, 'utf8');
}

/** Folders of the workspace's members, those of private ones too. @returns {string[]} */
export function memberFolders() {
  const below = ['packages', 'plugins'].flatMap((parent) => readdirSync(ROOT + parent).map((name) => `${parent}/${name}`));
  return [...below, 'benchmarks', 'reports', 'tools'].filter((folder) => existsSync(`${ROOT}${folder}/package.json`)).sort();
}

/** @param {string} folder @returns {Record<string, any>} */
export function manifestOf(folder) {
  return JSON.parse(textOf(`${folder}/package.json`));
}
