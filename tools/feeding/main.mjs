// @ts-check
// `nx run benchmarks:feeding`: how much of the time of training and prediction the engine computes.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { SOURCE_OPTIONS } from '../parity/load.mjs';

const HELP = `node_modules/.bin/nx run benchmarks:feeding -- [options]

Runs the nodes of one cell of a benchmark in this process, from nothing and into a store that is removed afterwards, and
says how much of each phase's and prediction's wall time is spent inside the engine: the rest is reading and augmenting
samples, copying them in, JavaScript between operations, checkpoints and writing results.

  --benchmark NAME   of benchmarks/src (default regimes)
  --profile NAME     (default quick)
  --cell NAME        a part of the cell's name (default: the first whose regime is joint)
  --help             this text

For example: node_modules/.bin/nx run benchmarks:feeding -- --benchmark transformers --profile smoke --cell joint`;

const options = /** @type {const} */ ({
  benchmark: { type: 'string', default: 'regimes' }, profile: { type: 'string', default: 'quick' }, cell: { type: 'string', default: '/joint/' }, help: { type: 'boolean' },
});

try {
  const { values } = parseArgs({ options });
  if (values.help === true) console.log(HELP);
  else {
    const program = fileURLToPath(new URL('./measure.mjs', import.meta.url));
    const { status } = spawnSync(process.execPath, [...SOURCE_OPTIONS, program, values.benchmark, values.profile, values.cell], { stdio: 'inherit' });
    process.exitCode = status ?? 1;
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  process.exitCode = 64;
}
