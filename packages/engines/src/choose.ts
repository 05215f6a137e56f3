import { ExitbenchError, unknownName } from '@exitbench/core';

import { isOnGpu, readManifest } from './tensorflow/manifest.ts';
import { ENGINE_IDS, type EngineId, type Environment } from './types.ts';
import { findAdapter } from './webgpu/adapter.ts';
import { findDawn } from './webgpu/dawn.ts';

/** Whether an engine could be used here, and what says so. */
export interface Candidate {
  readonly id: EngineId;
  readonly available: boolean;
  readonly reason: string;
  /** How to get it, where it is missing and can be had. */
  readonly remedy?: string;
}

export interface EngineChoice {
  readonly engine: EngineId;
  /** One sentence for people. */
  readonly why: string;
  readonly candidates: readonly Candidate[];
}

/** Engines that are taken without having been asked for. */
const AUTOMATIC: readonly EngineId[] = ['tensorflow', 'wasm'];

/**
 * Which engine is used: the one asked for (`requested`, then the environment's EXITBENCH_ENGINE), else the best that is
 * set up. Loads nothing into this process. Throws `unknown-name`, and `engine-unavailable` where the one asked for is not
 * set up.
 *
 * @param options.looksForGpu whether a GPU is looked for when nobody asked for one: it takes a second. Default false
 */
export function chooseEngine(
  { requested, env = process.env, looksForGpu = false }: { readonly requested?: string | undefined; readonly env?: Environment; readonly looksForGpu?: boolean } = {},
): EngineChoice {
  const fromEnvironment = env['EXITBENCH_ENGINE'] || undefined;
  const name = requested ?? fromEnvironment;
  const candidates = listCandidates(env, looksForGpu || name === 'webgpu');
  if (name === undefined) {
    const automatic = candidates.filter(({ id }) => AUTOMATIC.includes(id));
    const best = automatic.find(({ available }) => available);
    // wasm comes with npm, so there always is one.
    const engine = best?.id ?? 'wasm';
    const passedOver = automatic.filter(({ id, available }) => !available && id !== engine).map(({ id, reason }) => `\`${id}\` is not available: ${reason}`);
    return { engine, why: [`the best that is set up`, ...passedOver].join('; '), candidates };
  }
  const at = requested === undefined ? 'EXITBENCH_ENGINE' : '--engine';
  const chosen = candidates.find(({ id }) => id === name);
  if (chosen === undefined) throw unknownName('engine', name, ENGINE_IDS, at);
  if (!chosen.available) {
    throw new ExitbenchError('engine-unavailable', `The engine \`${name}\` was asked for and is not available: ${chosen.reason}.`, {
      at,
      ...(chosen.remedy === undefined ? {} : { hint: chosen.remedy }),
    });
  }
  return { engine: chosen.id, why: `asked for with ${at}`, candidates };
}

// ---------------------------------------------------------------------------------------------------------------------

function listCandidates(env: Environment, looksForGpu: boolean): readonly Candidate[] {
  const found = readManifest();
  const tensorflow: Candidate =
    'manifest' in found
      ? { id: 'tensorflow', available: true, reason: `${found.manifest.library} ${found.manifest.version} is set up${isOnGpu(found.manifest) ? ' for a GPU' : ''}` }
      : { id: 'tensorflow', available: false, reason: found.reason, remedy: 'Run `node tools/setup-engine.mjs`; it says what it needs.' };
  return [
    tensorflow,
    { id: 'wasm', available: true, reason: 'comes with npm' },
    webgpuCandidate(looksForGpu ? findAdapter(env) : findDawn()),
    { id: 'cpu', available: true, reason: 'plain JavaScript, a reference for tests: only when asked for' },
  ];
}

function webgpuCandidate(found: ReturnType<typeof findAdapter> | ReturnType<typeof findDawn>): Candidate {
  if ('reason' in found) return { id: 'webgpu', available: false, ...found };
  const on = 'adapter' in found ? `${found.adapter.vendor} ${found.adapter.device}, ${found.adapter.description}` : 'Dawn is installed';
  return { id: 'webgpu', available: true, reason: `${on}: only when asked for` };
}
