// @ts-check
// Run by `tools/catalog.mjs` in a process that reads TypeScript.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../steps.mjs';
import { COMMAND, derivedFiles, drifted, loadCore, loadPlugins, readFromRoot, strayFolders } from './derivedFiles.mjs';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const wanted = derivedFiles(await loadPlugins(), await loadCore(), readFromRoot);
const paths = drifted(wanted, readFromRoot);
const strays = strayFolders();
if (strays.length > 0) console.error(`Without a package.json: ${strays.join(', ')}. Remove what is no plugin; \`pnpm nx g @exitbench/tools:plugin\` makes one.`);
if (values.check) {
  if (paths.length > 0) console.error(`Out of date: ${paths.join(', ')}. \`${COMMAND}\` writes ${paths.length === 1 ? 'it' : 'them'}.`);
  process.exitCode = paths.length === 0 && strays.length === 0 ? 0 : 1;
} else {
  for (const path of paths) {
    writeFileSync(join(ROOT, path), wanted[path] ?? '');
    console.log(`wrote ${path}`);
  }
  if (paths.length === 0) console.log('Catalogue, tables of parameters, schema snapshots and the list of building blocks are up to date.');
}
