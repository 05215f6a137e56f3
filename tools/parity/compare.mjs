// @ts-check
// What the comparisons with other programs have in common: options, the Python that runs them, and their controls.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { elapsed, run } from '../src/steps.mjs';
import { SOURCE_OPTIONS } from './load.mjs';
import { providePython } from './venv.mjs';

/**
 * Exports cases into a folder, lets a Python program compare them, and lets it bend its own rules, which it has to notice.
 *
 * @param {object} comparison
 * @param {string} comparison.title what the last line calls it
 * @param {string} comparison.about the first paragraphs of the help: the command without its options, what it does, what it installs
 * @param {string} comparison.exporter the module that writes cases, from this folder: FOLDER, then `--only`'s name if it takes one, then the engine
 * @param {string} comparison.reference the Python program, from this folder
 * @param {boolean} [comparison.parts] whether single parts can be asked for
 * @returns {Promise<number>} an exit code
 */
export async function compare({ title, about, exporter, reference, parts = false }) {
  const started = performance.now();
  const help = helpOf(about, parts);
  let options;
  try {
    options = parseArgs({
      options: {
        engine: { type: 'string' }, keep: { type: 'string' }, controls: { type: 'boolean', default: true }, help: { type: 'boolean', default: false },
        only: { type: 'string' },
      },
      allowNegative: true,
    }).values;
    if (options.only !== undefined && !parts) throw new Error("Unknown option '--only'.");
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${help}`);
    return 64;
  }
  if (options.help) {
    console.log(help);
    return 0;
  }
  const folder = options.keep === undefined ? mkdtempSync(join(tmpdir(), 'exitbench-parity-')) : resolve(options.keep);
  try {
    const python = await providePython(process.env, console.log);
    mkdirSync(folder, { recursive: true });
    const wanted = [folder, ...(parts ? [options.only ?? ''] : []), ...(options.engine === undefined ? [] : [options.engine])];
    if ((await run(process.execPath, [...SOURCE_OPTIONS, join(import.meta.dirname, exporter), ...wanted])) !== 0) return 1;
    const program = join(import.meta.dirname, reference);
    // One thread: the machine may have other things to do.
    const quiet = { env: { PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } };
    const agrees = (await run(python, [program, folder], quiet)) === 0;
    const noticed = !options.controls || (await run(python, [program, folder, '--controls'], quiet)) === 0;
    console.log(`${title}: ${agrees && noticed ? 'yes' : 'NO'} (${elapsed(started)})`);
    return agrees && noticed ? 0 : 1;
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    return 1;
  } finally {
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} about
 * @param {boolean} parts
 */
function helpOf(about, parts) {
  const [command, ...paragraphs] = about.split('\n\n');
  return [
    `${command} [--engine ID]${parts ? ' [--only NAME]' : ''} [--keep FOLDER] [--no-controls]`,
    ...paragraphs.slice(0, 1),
    [
      '  --engine ID      tensorflow, wasm, webgpu or cpu; default: EXITBENCH_ENGINE, else the best that is set up',
      ...(parts ? ['  --only NAME      one part'] : []),
      '  --keep FOLDER    leave the exported cases there',
      '  --no-controls    only compare',
    ].join('\n'),
    ...paragraphs.slice(1),
  ].join('\n\n');
}
