import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import util from 'node:util';

import { ExitbenchError } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { requireOneCore } from '../oneCore.ts';
import { type Manifest, isOnGpu, readManifest } from './manifest.ts';

interface Loaded {
  /** The library's own word for its version. */
  readonly version: string;
  readonly libraryFile?: string;
  readonly onGpu: boolean;
}

/** The part of the native backend that is read here; tfjs-node declares no type for it. */
interface NativeBackend {
  readonly binding: { readonly TF_Version: string };
}

/** TensorFlow reads these once, when its library is loaded. One thread: cells run in parallel, and threads change the last digits. */
const SETTINGS = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', OMP_NUM_THREADS: '1' };

/**
 * On a GPU also: kernels that give the same bits each time, float32 products not rounded to TF32 by NVIDIA's libraries,
 * and memory taken as it is needed, since several processes share the GPU.
 */
const GPU_SETTINGS = { TF_DETERMINISTIC_OPS: '1', NVIDIA_TF32_OVERRIDE: '0', TF_FORCE_GPU_ALLOW_GROWTH: 'true' };

/** Loads the native binding and with it TensorFlow, silently. The backend `tensorflow` is registered then. */
export async function loadTensorflow(): Promise<Loaded> {
  const found = readManifest();
  if ('reason' in found) {
    throw new ExitbenchError('engine-unavailable', `The engine \`tensorflow\` cannot start: ${found.reason}.`, {
      at: '@tensorflow/tfjs-node-gpu',
      hint: 'Run `node tools/setup-engine.mjs`, or use `EXITBENCH_ENGINE=wasm`.',
    });
  }
  Object.assign(process.env, SETTINGS, isOnGpu(found.manifest) ? GPU_SETTINGS : {});
  // 2: errors only. Whoever sets it wants to read more.
  const wantsLog = process.env['TF_CPP_MIN_LOG_LEVEL'] !== undefined;
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  supplyRemovedHelpers();
  const restore = wantsLog ? undefined : muteErrorOutput(found.manifest);
  try {
    const tfjsNode = await import('@tensorflow/tfjs-node-gpu');
    requireOneCore('@tensorflow/tfjs-node-gpu', (tfjsNode.Tensor as unknown) === tf.Tensor);
  } catch (cause) {
    if (cause instanceof ExitbenchError) throw cause;
    throw new ExitbenchError('engine-unavailable', 'The native library of the engine `tensorflow` cannot be loaded.', {
      at: found.manifest.libraryFile,
      hint: 'Run `node tools/setup-engine.mjs`: it tries the library out and repairs it. Or use `EXITBENCH_ENGINE=wasm`.',
      cause,
    });
  } finally {
    restore?.();
  }
  const { binding } = tf.findBackend('tensorflow') as unknown as NativeBackend;
  const libraryFile = mappedLibrary();
  return { version: binding.TF_Version, onGpu: isOnGpu(found.manifest), ...(libraryFile === undefined ? {} : { libraryFile }) };
}

// ---------------------------------------------------------------------------------------------------------------------

/** tfjs-node 4.22 calls two helpers of node:util that Node 22 warns about and Node 23 and later lack. */
function supplyRemovedHelpers(): void {
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined, isArray: Array.isArray });
}

/** TensorFlow 2.21 writes two lines before it reads its log level; the addon of the set-up keeps them back. */
function muteErrorOutput(manifest: Manifest): (() => void) | undefined {
  if (manifest.mute === undefined) return undefined;
  try {
    const addon = createRequire(import.meta.url)(manifest.mute) as { mute(): void; restore(): void };
    addon.mute();
    return () => addon.restore();
  } catch {
    // Two lines too many are no reason to stop.
    return undefined;
  }
}

/** The TensorFlow library that this process has really mapped: LD_LIBRARY_PATH may have put another in its place. */
function mappedLibrary(): string | undefined {
  try {
    return readFileSync('/proc/self/maps', 'utf8').match(/\/\S*libtensorflow(?:_cc)?\.so\S*/)?.[0];
  } catch {
    return undefined;
  }
}
