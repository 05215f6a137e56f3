import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { run } from './run.mjs';

const ANSWER_MS = 3000;

/**
 * Whether the server of upstream's prebuilt files answers at all. Behind a proxy nothing can be said without using it, so
 * there `--route prebuilt` has to be asked for.
 */
export async function prebuiltReachable(packageFolder) {
  const { binary } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  try {
    await fetch(binary.host, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_MS) });
    return true;
  } catch {
    return false;
  }
}

/** What upstream's library, of 2022, loads from the system to compute on a GPU. */
const CUDA_11 = ['libcudart.so.11.0', 'libcudnn.so.8'];

/** Whether upstream's prebuilt library could use a GPU here: it brings none of NVIDIA's libraries along. Gives `{ ok }` or `{ ok: false, reason }`. */
export async function prebuiltFitsGpu(env) {
  const { output } = await run('ldconfig', ['-p'], { timeoutMs: 30_000 });
  const folders = (env.LD_LIBRARY_PATH ?? '').split(delimiter).filter(Boolean);
  const missing = CUDA_11.filter((name) => !output.includes(`${name} `) && !folders.some((folder) => existsSync(join(folder, name))));
  return missing.length === 0 ? { ok: true } : { ok: false, reason: `for a GPU it needs CUDA 11 on the system, and there is no ${missing.join(', no ')}` };
}

/** Runs the package's own install script, which downloads a TensorFlow library and a binding into the package folder. */
export async function installPrebuilt(packageFolder) {
  const path = [join(packageFolder, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const result = await run(process.execPath, ['scripts/install.js', 'gpu', 'download'], {
    cwd: packageFolder,
    env: { ...process.env, PATH: path },
    timeoutMs: 900_000,
  });
  if (result.ok) return { ok: true };
  removePrebuilt(packageFolder);
  return { ok: false, reason: result.timedOut ? 'it was not done after 15 minutes' : result.error.split('\n').find((line) => /Error/.test(line)) ?? 'its install script failed' };
}

/** Deletes what upstream's install script put into the package. */
export function removePrebuilt(packageFolder) {
  rmSync(join(packageFolder, 'deps'), { recursive: true, force: true });
  rmSync(join(packageFolder, 'lib'), { recursive: true, force: true });
}
