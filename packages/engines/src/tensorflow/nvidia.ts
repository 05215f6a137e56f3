import { spawnSync } from 'node:child_process';

import type { Environment } from '../types.ts';

/** An NVIDIA GPU in its driver's words. A type, not an interface: it has to pass as JSON. */
export type NvidiaGpu = {
  readonly name: string;
  readonly driver: string;
  /** Its compute capability, as `9.0`. */
  readonly compute: string;
};

export type GpuOrReason = { readonly gpu: NvidiaGpu } | { readonly reason: string };

/** Where nvidia-smi lies when it is not on PATH: WSL. */
const MORE_FOLDERS = '/usr/lib/wsl/lib';
const PATIENCE = 30_000;

/** By PATH: another one may have another program. */
const answers = new Map<string, GpuOrReason>();

/**
 * The first NVIDIA GPU as its driver tells, or why there is none. Asked once for each PATH: it takes a second where there
 * is one. The set-up in tools/ asks in the same way: neither may import the other.
 */
export function findNvidia(env: Environment = process.env): GpuOrReason {
  const path = `${env['PATH'] ?? ''}:${MORE_FOLDERS}`;
  const answer = answers.get(path) ?? ask({ ...env, PATH: path });
  answers.set(path, answer);
  return answer;
}

// ---------------------------------------------------------------------------------------------------------------------

function ask(env: Environment): GpuOrReason {
  const { error, status, stdout } = spawnSync('nvidia-smi', ['--query-gpu=name,driver_version,compute_cap', '--format=csv,noheader'], { env: { ...env }, encoding: 'utf8', timeout: PATIENCE });
  if (error !== undefined) return { reason: 'there is no nvidia-smi' };
  const [name, driver, compute] = (stdout.split('\n')[0] ?? '').split(',').map((part) => part.trim());
  if (status === 0 && name && driver && compute) return { gpu: { name, driver, compute } };
  return { reason: 'nvidia-smi shows no GPU' };
}
