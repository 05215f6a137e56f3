// @ts-check
// Keeps the project references of every tsconfig.json equal to the workspace dependencies of its package.json. `nx sync` runs it, `nx sync:check` fails where it would change something.
import { posix } from 'node:path';

/**
 * @param {{ exists(path: string): boolean, children(path: string): string[], read(path: string, encoding: 'utf-8'): string | null, write(path: string, text: string): void }} tree
 * @returns {Promise<{ outOfSyncMessage?: string }>}
 */
export default async function syncRefs(tree) {
  const folders = ['packages', 'plugins']
    .flatMap((parent) => tree.children(parent).map((name) => `${parent}/${name}`))
    .concat('benchmarks')
    .filter((folder) => tree.exists(`${folder}/tsconfig.json`))
    .sort();
  const read = (/** @type {string} */ file) => JSON.parse(tree.read(file, 'utf-8') ?? '{}');
  const folderOf = new Map(folders.map((folder) => [read(`${folder}/package.json`).name, folder]));

  /** @type {string[]} */
  const changed = [];
  const setReferences = (/** @type {string} */ file, /** @type {string[]} */ paths) => {
    const config = read(file);
    const wanted = paths.sort().map((path) => ({ path }));
    if (JSON.stringify(config.references ?? []) === JSON.stringify(wanted)) return;
    config.references = wanted;
    tree.write(file, `${JSON.stringify(config, null, 2)}\n`);
    changed.push(file);
  };

  for (const folder of folders) {
    // Development dependencies serve tests, which no build compiles.
    const { dependencies, optionalDependencies, peerDependencies } = read(`${folder}/package.json`);
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    setReferences(`${folder}/tsconfig.json`, names.flatMap((name) => folderOf.get(name) ?? []).map((target) => posix.relative(folder, target)));
  }
  setReferences('tsconfig.json', folders.map((folder) => `./${folder}`));
  return changed.length === 0 ? {} : { outOfSyncMessage: `Project references differ from package.json in: ${changed.join(', ')}` };
}
