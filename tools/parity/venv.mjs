// @ts-check
// A Python with PyTorch, outside every checkout.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { findPrograms, run } from '../engine/run.mjs';
import { withLock } from '../engine/lock.mjs';
import { elapsed } from '../src/steps.mjs';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
/** What the environment takes on disk, and some more while it is made. */
const BYTES = 1.3e9;

/**
 * Makes the virtual environment unless it is there, and gives the path of its Python.
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 * @returns {Promise<string>}
 */
export async function providePython(env, say) {
  const cache = env['EXITBENCH_CACHE'] || join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'exitbench');
  mkdirSync(cache, { recursive: true });
  const folder = join(cache, 'parity-venv');
  return withLock(`${folder}.lock`, () => make(folder, say), { onWait: () => say('another process is making the Python environment: waiting') });
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * @param {string} folder
 * @param {(line: string) => void} say
 */
async function make(folder, say) {
  const python = join(folder, 'bin', 'python');
  // Written last: an environment without it is not whole.
  const stamp = join(folder, 'complete');
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && spawnSync(python, ['-c', 'import torch']).status === 0) return python;

  const started = performance.now();
  const [system] = findPrograms(['python3', 'python'], process.env);
  if (system === undefined) throw new Error('There is no python3 on PATH; the parity check needs one with venv and pip.');
  const { bavail, bsize } = statfsSync(join(folder, '..'));
  if (bavail * bsize < BYTES) throw new Error(`${folder} needs ${BYTES / 1e9} GB, and ${(bavail * bsize / 1e9).toFixed(1)} are free. Name another place with EXITBENCH_CACHE.`);
  say(`installing PyTorch for the CPU into ${folder}, once: about 200 MB to download, 1 GB on disk, half a minute and more`);
  rmSync(folder, { recursive: true, force: true });
  await must(system, ['-m', 'venv', folder], 'Install the package `python3-venv`.');
  const hint = 'Wheels of PyTorch for the CPU are on an index of their own: name it with PIP_EXTRA_INDEX_URL or PIP_FIND_LINKS.';
  await must(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '0', '--requirement', REQUIREMENTS], hint);
  writeFileSync(stamp, wanted);
  say(`PyTorch is installed (${elapsed(started)})`);
  return python;
}

/**
 * @param {string} file
 * @param {string[]} args
 * @param {string} hint
 */
async function must(file, args, hint) {
  const result = await run(file, args, { timeoutMs: 1_800_000 });
  if (!result.ok) throw new Error(`\`${file} ${args.slice(0, 3).join(' ')}\` failed: ${result.error}\n  do: ${hint}`);
}
