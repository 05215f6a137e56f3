import * as tf from '@tensorflow/tfjs-core';

import { ExitbenchError } from '@exitbench/core';

import { loadGradients } from '../gradients.ts';
import { requireOneCore } from '../oneCore.ts';
import type { Engine } from '../types.ts';
import { installKernels } from './installKernels.ts';

/** Starts WebAssembly on one thread, with the kernels that training needs, and makes it the current backend. */
export async function startWasm(): Promise<Engine> {
  tf.enableProdMode();
  await loadGradients();
  const { BackendWasm, version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
  requireOneCore('@tensorflow/tfjs-backend-wasm', BackendWasm.prototype instanceof tf.KernelBackend);
  const started = await withoutProcessHandlers(() => tf.setBackend('wasm'));
  if (!started) {
    throw new ExitbenchError('engine-unavailable', 'The WebAssembly program of the engine `wasm` did not start.', {
      at: '@tensorflow/tfjs-backend-wasm',
      hint: 'Install the workspace again: its .wasm files may be missing.',
    });
  }
  await tf.ready();
  installKernels();
  // 1e-3: XNNPACK sums a filter gradient over batch and positions in one float32 chain.
  return { id: 'wasm', version: version_wasm, threads: 1, precision: 1e-3 };
}

// ---------------------------------------------------------------------------------------------------------------------

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** Emscripten's start-up code adds handlers to the process that throw again: they would take errors away from ours. */
async function withoutProcessHandlers<T>(start: () => Promise<T>): Promise<T> {
  const before = EVENTS.map((event) => new Set<unknown>(process.listeners(event as 'uncaughtException')));
  try {
    return await start();
  } finally {
    for (const [i, event] of EVENTS.entries()) {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (before[i]?.has(listener) !== true) process.removeListener(event, listener);
      }
    }
  }
}
