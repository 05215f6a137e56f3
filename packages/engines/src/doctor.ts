import { existsSync, readdirSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { type Candidate, chooseEngine } from './choose.ts';
import { readFingerprint } from './fingerprint.ts';
import { readCpuFlags } from './instructionSet.ts';
import { cacheFolder } from './tensorflow/cacheFolder.ts';
import { type ManifestOrReason, isOnGpu, readManifest } from './tensorflow/manifest.ts';
import { type NvidiaGpu, findNvidia } from './tensorflow/nvidia.ts';
import { type OneDnnReport, oneDnnReport } from './oneDnnReport.ts';
import type { EngineId, Environment, Fingerprint } from './types.ts';

/** Everything that `doctor` says about engines; nothing was loaded into this process to find it out. */
export interface EngineReport {
  readonly engine: EngineId;
  readonly why: string;
  readonly fingerprint: Fingerprint;
  readonly candidates: readonly Candidate[];
  readonly node: string;
  readonly cpu: { readonly model: string; readonly cores: number; readonly features: readonly string[] };
  readonly gpu: GpuReport;
  /** Where native TensorFlow computes on the processor. */
  readonly oneDnn?: OneDnnReport;
  /** The cache of native libraries; `bytes` is 0 where there is none. */
  readonly cache: { readonly folder: string; readonly bytes: number };
  /** How a faster engine can be had, when there is one. */
  readonly better?: string;
}

/** The NVIDIA GPU that its driver shows, if there is one, and a sentence on whether native TensorFlow computes on it, or how it would. */
export interface GpuReport {
  readonly found: NvidiaGpu | null;
  readonly used: boolean;
  readonly text: string;
}

/** Throws as `chooseEngine` does. */
export function doctor(options: { readonly requested?: string | undefined; readonly env?: Environment } = {}): EngineReport {
  const { env = process.env } = options;
  const choice = chooseEngine({ ...options, looksForGpu: true });
  const found = readManifest();
  const folder = ('manifest' in found ? found.manifest.cache : undefined) ?? cacheFolder(env);
  const better = betterThan(choice.engine, choice.candidates, found);
  const fingerprint = readFingerprint(choice.engine, env);
  const oneDnn = oneDnnReport(fingerprint, env);
  return {
    engine: choice.engine,
    why: choice.why,
    fingerprint,
    candidates: choice.candidates,
    node: process.versions.node,
    cpu: {
      model: cpus()[0]?.model ?? process.arch,
      cores: cpus().length,
      features: [...readCpuFlags()].filter((flag) => /^(avx|amx|fma|sse4_)/.test(flag)),
    },
    gpu: gpuReport(choice.engine, found, findNvidia(env)),
    cache: { folder, bytes: sizeOf(folder) },
    ...(oneDnn === undefined ? {} : { oneDnn }),
    ...(better === undefined ? {} : { better }),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

export function gpuReport(engine: EngineId, native: ManifestOrReason, seen: ReturnType<typeof findNvidia>): GpuReport {
  if ('reason' in seen) return { found: null, used: false, text: `none of NVIDIA's: ${seen.reason}` };
  const { name, driver, compute } = seen.gpu;
  const what = `${name}, driver ${driver}, compute capability ${compute}`;
  const manifest = 'manifest' in native ? native.manifest : undefined;
  if (manifest !== undefined && isOnGpu(manifest)) {
    const used = engine === 'tensorflow';
    return { found: seen.gpu, used, text: `${what}: \`tensorflow\` computes on it${used ? '' : ', another engine was asked for'}` };
  }
  const why = manifest?.gpu?.unused ?? 'the native engine was not set up for it';
  return { found: seen.gpu, used: false, text: `${what}: not used, ${why}. \`node tools/setup-engine.mjs --device cuda\` builds against TensorFlow with CUDA; \`EXITBENCH_ENGINE=webgpu\` needs no CUDA` };
}

/** How a faster engine can be had than the one that is used: another one, or a newer library behind it. */
export function betterThan(engine: EngineId, candidates: readonly Candidate[], native: ManifestOrReason): string | undefined {
  const first = candidates[0];
  if (first === undefined) return undefined;
  if (first.id !== engine) return first.available ? `\`${first.id}\` is set up and faster: leave EXITBENCH_ENGINE and --engine away.` : first.remedy;
  if ('reason' in native || native.manifest.route !== 'prebuilt') return undefined;
  const { manifest } = native;
  return `${manifest.library} ${manifest.version} is upstream's prebuilt library: \`node tools/setup-engine.mjs --route wheel${isOnGpu(manifest) ? ' --device cuda' : ''}\` gives a newer one${isOnGpu(manifest) ? '' : ', and steps are replayed in one native call'}; results then have other keys.`;
}

function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}
