import { existsSync, readdirSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { type Candidate, chooseEngine } from './choose.ts';
import { readFingerprint } from './fingerprint.ts';
import { readCpuFlags } from './instructionSet.ts';
import { cacheFolder } from './tensorflow/cacheFolder.ts';
import { readManifest } from './tensorflow/manifest.ts';
import type { EngineId, Environment, Fingerprint } from './types.ts';

/** Everything that `doctor` says about engines; nothing was loaded into this process to find it out. */
export interface EngineReport {
  readonly engine: EngineId;
  readonly why: string;
  readonly fingerprint: Fingerprint;
  readonly candidates: readonly Candidate[];
  readonly node: string;
  readonly cpu: { readonly model: string; readonly cores: number; readonly features: readonly string[] };
  /** The cache of native libraries; `bytes` is 0 where there is none. */
  readonly cache: { readonly folder: string; readonly bytes: number };
  /** How a faster engine can be had, when there is one. */
  readonly better?: string;
}

/** Throws as `chooseEngine` does. */
export function doctor(options: { readonly requested?: string | undefined; readonly env?: Environment } = {}): EngineReport {
  const { env = process.env } = options;
  const choice = chooseEngine({ ...options, looksForGpu: true });
  const found = readManifest();
  const folder = ('manifest' in found ? found.manifest.cache : undefined) ?? cacheFolder(env);
  const better = betterThan(choice.engine, choice.candidates);
  return {
    engine: choice.engine,
    why: choice.why,
    fingerprint: readFingerprint(choice.engine, env),
    candidates: choice.candidates,
    node: process.versions.node,
    cpu: {
      model: cpus()[0]?.model ?? process.arch,
      cores: cpus().length,
      features: [...readCpuFlags()].filter((flag) => /^(avx|amx|fma|sse4_)/.test(flag)),
    },
    cache: { folder, bytes: sizeOf(folder) },
    ...(better === undefined ? {} : { better }),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function betterThan(engine: EngineId, candidates: readonly Candidate[]): string | undefined {
  const first = candidates[0];
  if (first === undefined || first.id === engine) return undefined;
  return first.available ? `\`${first.id}\` is set up and faster: leave EXITBENCH_ENGINE and --engine away.` : first.remedy;
}

function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}
