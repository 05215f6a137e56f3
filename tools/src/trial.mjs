// @ts-check
// Something tried out from nothing, in a folder of its own that is removed afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elapsed } from './steps.mjs';

/**
 * Does `work` in a new temporary folder, says what it showed or what went wrong, and sets the exit code.
 * @param {string} name of the folder
 * @param {{ keep: boolean }} options `keep`: the folder stays, and is named
 * @param {(folder: string) => Promise<string>} work gives a sentence without its end: what has been shown
 */
export async function trial(name, { keep }, work) {
  const folder = mkdtempSync(join(tmpdir(), `exitbench-${name}-`));
  const start = performance.now();
  try {
    console.log(`\n${await work(folder)}, ${elapsed(start)}.`);
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    if (keep) console.log(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}
