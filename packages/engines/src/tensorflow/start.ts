import * as tf from '@tensorflow/tfjs-core';

import type { Engine } from '../types.ts';
import { loadTensorflow } from './load.ts';
import { installOps } from './ops/installOps.ts';
import { installRecorder } from './recorder.ts';

/** Starts native TensorFlow on one thread and makes it the current backend. Throws `engine-unavailable`. */
export async function startTensorflow(): Promise<Engine> {
  tf.enableProdMode();
  const { version, libraryFile, onGpu } = await loadTensorflow();
  await tf.setBackend('tensorflow');
  await tf.ready();
  installOps({ onGpu });
  // Programs hand their values on within the processor's memory.
  if (!onGpu) installRecorder();
  // 1e-4: oneDNN sums blocks of 16 in float32; after ten steps of a small net the losses of engines differ by some 1e-5.
  return { id: 'tensorflow', version, threads: 1, precision: 1e-4, ...(libraryFile === undefined ? {} : { libraryFile }) };
}
