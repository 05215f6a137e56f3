// @ts-check
// Compares the logits of vision transformers with timm's, for the same weights and images. `--help` explains.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { elapsed, run } from '../src/steps.mjs';
import { SOURCE_OPTIONS } from './load.mjs';
import { providePython } from './venv.mjs';

const HELP = `node tools/parity/timm.mjs [--engine ID] [--no-controls]

Draws weights for the small vision transformer and for ViT-T, S and B, and compares the logits of every exit on two
images with those of timm's models with the same weights; then bends one rule of timm's models after the other, which
the comparison has to notice. Exit code 0 when all agree and every bent rule was noticed.

  --engine ID      tensorflow, wasm or cpu; default: EXITBENCH_ENGINE, else the best that is set up
  --no-controls    only compare

The first run installs PyTorch and timm (1 GB on disk) into the cache folder, EXITBENCH_CACHE or ~/.cache/exitbench.
Weights take half a gigabyte in the temporary folder while it runs.`;

const started = performance.now();
process.exitCode = await main();

async function main() {
  let options;
  try {
    options = parseArgs({
      options: { engine: { type: 'string' }, controls: { type: 'boolean', default: true }, help: { type: 'boolean', default: false } },
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
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-parity-'));
  try {
    const python = await providePython(process.env, console.log);
    const engine = options.engine === undefined ? [] : [options.engine];
    if ((await run(process.execPath, [...SOURCE_OPTIONS, join(import.meta.dirname, 'forward.mjs'), folder, ...engine])) !== 0) return 1;
    const reference = join(import.meta.dirname, 'timm_reference.py');
    const quiet = { env: { PYTHONDONTWRITEBYTECODE: '1' } };
    const agrees = (await run(python, [reference, folder], quiet)) === 0;
    const noticed = !options.controls || (await run(python, [reference, folder, '--controls'], quiet)) === 0;
    console.log(`${agrees && noticed ? 'parity: yes' : 'parity: NO'} (${elapsed(started)})`);
    return agrees && noticed ? 0 : 1;
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
