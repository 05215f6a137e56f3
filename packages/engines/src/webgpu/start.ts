import { ExitbenchError } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { loadGradients } from '../gradients.ts';
import { requireOneCore } from '../oneCore.ts';
import type { Adapter, Engine } from '../types.ts';
import { NO_ADAPTER, rememberOpened } from './adapter.ts';
import { type Gpu, findDawn, loadDawn } from './dawn.ts';
import { installKernels } from './installKernels.ts';
import { watchDevice } from './watchDevice.ts';
import { withNavigator } from './withNavigator.ts';

/**
 * TensorFlow.js would compute a small operation in JavaScript where its inputs have been read before: then looking at a
 * result, or resuming from one, would change the digits that follow. And it would split long sums over threads that add
 * up in the order in which they end. Both are off: 3 is one thread for each entry of a product.
 */
const FLAGS = { WEBGPU_CPU_FORWARD: false, WEBGPU_MATMUL_PROGRAM_TYPE: 3 } as const;

let started: Promise<Engine> | undefined;
/** Dawn is destroyed, under a device that computes, when nothing refers to what it has created. */
const kept: Gpu[] = [];

/**
 * Starts WebGPU through Dawn on the fastest adapter, and makes it the current backend. What Dawn calls `GPU…` stays
 * global: TensorFlow.js reads it with each operation; `navigator` is put back. Values of this backend are read with
 * `await data()`: `dataSync()` fails. Throws `engine-unavailable`.
 */
export async function startWebgpu(): Promise<Engine> {
  started ??= open();
  started.catch(() => (started = undefined));
  const engine = await started;
  await tf.setBackend('webgpu');
  return engine;
}

// ---------------------------------------------------------------------------------------------------------------------

async function open(): Promise<Engine> {
  const dawn = findDawn();
  if ('reason' in dawn) throw unavailable(dawn.reason, { hint: dawn.remedy });
  tf.enableProdMode();
  await loadGradients();
  const { create, globals } = load(dawn);
  for (const [name, value] of Object.entries(globals)) {
    if (name.startsWith('GPU')) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const gpu = create([]);
  const adapter = await describeAdapter(gpu);
  if (adapter === undefined) throw unavailable('Dawn finds no GPU adapter');
  await withNavigator({ gpu }, async () => {
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    requireOneCore('@tensorflow/tfjs-backend-webgpu', WebGPUBackend.prototype instanceof tf.KernelBackend);
    for (const [name, value] of Object.entries(FLAGS)) tf.env().set(name, value);
    if (!(await tf.setBackend('webgpu'))) throw unavailable('TensorFlow.js cannot use the adapter that Dawn found');
    await tf.ready();
  });
  kept.push(gpu);
  watchDevice();
  installKernels();
  rememberOpened(adapter);
  // 1e-3: the gradient of a filter is one float32 chain over batch and positions, and drivers may contract a·b + c.
  return { id: 'webgpu', version: dawn.version, threads: 1, precision: 1e-3 };
}

function load(dawn: Parameters<typeof loadDawn>[0]): ReturnType<typeof loadDawn> {
  try {
    return loadDawn(dawn);
  } catch (cause) {
    throw unavailable('Dawn cannot be loaded', { cause });
  }
}

async function describeAdapter(gpu: Gpu): Promise<Adapter | undefined> {
  const found = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (found === null) return undefined;
  const { vendor, architecture, device, description } = found.info;
  return { vendor, architecture, device, description };
}

function unavailable(reason: string, details: { readonly hint?: string; readonly cause?: unknown } = {}): ExitbenchError {
  return new ExitbenchError('engine-unavailable', `The engine \`webgpu\` cannot start: ${reason}.`, { at: 'webgpu', hint: NO_ADAPTER, ...details });
}
