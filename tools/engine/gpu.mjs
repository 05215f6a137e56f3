import { findPrograms, run } from './run.mjs';

/** Where nvidia-smi lies when it is not on PATH: WSL. */
const MORE_FOLDERS = ['/usr/lib/wsl/lib'];

/**
 * The first NVIDIA GPU as its driver tells, or why there is none: `{ gpu: { name, driver, compute } }` or `{ reason }`.
 * packages/engines asks in the same way: neither may import the other.
 */
export async function findGpu(env) {
  const [program] = findPrograms(['nvidia-smi'], { PATH: [env.PATH ?? '', ...MORE_FOLDERS].join(':') });
  if (program === undefined) return { reason: 'there is no nvidia-smi' };
  const { ok, output, error } = await run(program, ['--query-gpu=name,driver_version,compute_cap', '--format=csv,noheader'], { timeoutMs: 30_000 });
  const [name, driver, compute] = (output.split('\n')[0] ?? '').split(',').map((part) => part.trim());
  if (ok && name && driver && compute) return { gpu: { name, driver, compute } };
  return { reason: `nvidia-smi shows no GPU${output.trim() || error ? ` (${(output.trim() || error).split('\n')[0]})` : ''}` };
}

/** Whether a driver is at least as new as `wanted`: numbers between points, from the left. */
export function isAtLeast(driver, wanted) {
  const [found, least] = [driver, wanted].map((text) => text.split('.').map(Number));
  const at = least.findIndex((number, i) => (found[i] ?? 0) !== number);
  return at === -1 || (found[at] ?? 0) > least[at];
}

export function describeGpu({ name, driver, compute }) {
  return `${name}, driver ${driver}, compute capability ${compute}`;
}
