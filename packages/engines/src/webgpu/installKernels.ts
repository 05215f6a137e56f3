import * as tf from '@tensorflow/tfjs-core';

import { makeCast, makeMaxPoolGrad, unsortedSegmentSum } from './kernels/index.ts';

/**
 * Stock kernels whose threads write to one place in any order: sums of floats that would differ from one call to the
 * next. None of them is used by layers and losses; whoever calls one is told that it is not there.
 */
export const UNORDERED = [
  'Bincount', 'DenseBincount', 'Dilation2DBackpropFilter', 'Dilation2DBackpropInput', 'ScatterNd', 'SparseSegmentMean', 'SparseSegmentSum', 'SparseToDense', 'TensorScatterUpdate',
] as const;

/** Puts our kernels into the registry and takes out those that do not repeat. Once a process. */
export function installKernels(): void {
  const ours = [makeCast(tf.getKernel('Cast', 'webgpu')), makeMaxPoolGrad(tf.getKernel('MaxPoolGrad', 'webgpu')), unsortedSegmentSum];
  // Registering over another one prints a warning.
  for (const kernelName of [...UNORDERED, ...ours.map((kernel) => kernel.kernelName)]) tf.unregisterKernel(kernelName, 'webgpu');
  for (const kernel of ours) tf.registerKernel(kernel);
}
