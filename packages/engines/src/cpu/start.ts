import * as tf from '@tensorflow/tfjs-core';

import { loadGradients } from '../gradients.ts';
import { requireOneCore } from '../oneCore.ts';
import type { Engine } from '../types.ts';

/** Starts the plain JavaScript backend: a reference for tests, never chosen by itself. */
export async function startCpu(): Promise<Engine> {
  // Before the first operation: outside of production mode the backend prints advice.
  tf.enableProdMode();
  await loadGradients();
  const { MathBackendCPU, version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
  requireOneCore('@tensorflow/tfjs-backend-cpu', MathBackendCPU.prototype instanceof tf.KernelBackend);
  await tf.setBackend('cpu');
  await tf.ready();
  // 1e-5: plain float32 sums in index order; the others are compared with it.
  return { id: 'cpu', version: version_cpu, threads: 1, precision: 1e-5 };
}
