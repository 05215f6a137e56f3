// @ts-check
// Trains ten steps here and ten in PyTorch, from the same weights on the same batches, and compares. `--help` explains.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { elapsed, run } from '../src/steps.mjs';
import { SOURCE_OPTIONS } from './load.mjs';
import { providePython } from './venv.mjs';

const HELP = `node tools/parity/main.mjs [--engine ID] [--keep FOLDER] [--no-controls]

Runs ten steps of the training loop for each of some small cases, repeats them in an independent PyTorch program and
compares losses, running statistics and weights; then bends one rule of that program after the other, which the
comparison has to notice. Exit code 0 when all agree and every bent rule was noticed.

  --engine ID      tensorflow, wasm or cpu; default: EXITBENCH_ENGINE, else the best that is set up
  --keep FOLDER    leave the exported cases there, for \`reference.py FOLDER --break RULE\`
  --no-controls    only compare

The first run installs PyTorch (1 GB on disk) into the cache folder, EXITBENCH_CACHE or ~/.cache/exitbench.`;

const started = performance.now();
process.exitCode = await main();

async function main() {
  let options;
  try {
    options = parseArgs({
      options: {
        engine: { type: 'string' }, keep: { type: 'string' }, controls: { type: 'boolean', default: true }, help: { type: 'boolean', default: false },
      },
      allowNegative: true,
    }).values;
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
    return 64;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const folder = options.keep === undefined ? mkdtempSync(join(tmpdir(), 'exitbench-parity-')) : resolve(options.keep);
  try {
    const python = await providePython(process.env, console.log);
    mkdirSync(folder, { recursive: true });
    const engine = options.engine === undefined ? [] : [options.engine];
    const trained = await run(process.execPath, [...SOURCE_OPTIONS, join(import.meta.dirname, 'train.mjs'), folder, ...engine]);
    if (trained !== 0) return 1;
    const reference = join(import.meta.dirname, 'reference.py');
    const quiet = { env: { PYTHONDONTWRITEBYTECODE: '1' } };
    const agrees = (await run(python, [reference, folder], quiet)) === 0;
    const noticed = !options.controls || (await run(python, [reference, folder, '--controls'], quiet)) === 0;
    console.log(`${agrees && noticed ? 'parity: yes' : 'parity: NO'} (${elapsed(started)})`);
    return agrees && noticed ? 0 : 1;
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    return 1;
  } finally {
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
