// @ts-check
// Compares the analyses of a trained network with those that numpy and scikit-learn compute from the same arrays. `--help` explains.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { elapsed, run } from '../src/steps.mjs';
import { SOURCE_OPTIONS } from './load.mjs';
import { providePython } from './venv.mjs';

const HELP = `node tools/parity/analyses.mjs [--engine ID] [--only NAME] [--keep FOLDER] [--no-controls]

Trains a small network by three regimes, runs the analyses on it, and recomputes them with numpy and scikit-learn from
the same arrays; then bends one rule of that program after the other, which the comparison has to notice. Exit code 0
when all agree and every bent rule was noticed.

  --engine ID      tensorflow, wasm or cpu; default: EXITBENCH_ENGINE, else the best that is set up
  --only NAME      one analysis
  --keep FOLDER    leave the exported cases there, for \`analyses_reference.py FOLDER\`
  --no-controls    only compare

The first run installs PyTorch, numpy and scikit-learn (1 GB on disk) into the cache folder, EXITBENCH_CACHE or
~/.cache/exitbench.`;

const started = performance.now();
process.exitCode = await main();

async function main() {
  let options;
  try {
    options = parseArgs({
      options: {
        engine: { type: 'string' }, only: { type: 'string' }, keep: { type: 'string' }, controls: { type: 'boolean', default: true },
        help: { type: 'boolean', default: false },
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
    const exporter = join(import.meta.dirname, 'analyses/export.mjs');
    const wanted = [folder, options.only ?? '', ...(options.engine === undefined ? [] : [options.engine])];
    if ((await run(process.execPath, [...SOURCE_OPTIONS, exporter, ...wanted])) !== 0) return 1;
    const reference = join(import.meta.dirname, 'analyses_reference.py');
    // One thread: the machine may have other things to do.
    const quiet = { env: { PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } };
    const agrees = (await run(python, [reference, folder], quiet)) === 0;
    const noticed = !options.controls || (await run(python, [reference, folder, '--controls'], quiet)) === 0;
    console.log(`${agrees && noticed ? 'parity of analyses: yes' : 'parity of analyses: NO'} (${elapsed(started)})`);
    return agrees && noticed ? 0 : 1;
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    return 1;
  } finally {
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
