// @ts-check
// Writes what is generated from the plugins: plugins/CATALOG.md, plugins/catalog.json, the tables of parameters in their READMEs, their schema snapshots;
// and docs/plugins/building-blocks.md from the packages that plugins are made of.
// Usage: node tools/catalog.mjs [--check]   With --check nothing is written; it ends with 1 where a file is out of date.
import { run } from './src/steps.mjs';

process.exitCode = await run(process.execPath, ['--import', '@oxc-node/core/register', '--conditions=@exitbench/source', 'tools/src/plugins/writeDerived.mjs', ...process.argv.slice(2)]);
