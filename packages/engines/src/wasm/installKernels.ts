import * as tf from '@tensorflow/tfjs-core';

import { conv2dBackpropFilter, conv2dBackpropInput, identity, makeTile, maxPoolGrad, oneHot, slice, splitV, unsortedSegmentSum } from './kernels/index.ts';
import { batchNormEval, batchNormTrain, batchNormTrainGrad } from './ops/batchNorm.ts';

const KERNELS: readonly tf.KernelConfig[] = [
  conv2dBackpropFilter, conv2dBackpropInput, identity, maxPoolGrad, oneHot, slice, splitV, unsortedSegmentSum,
  batchNormEval, batchNormTrain, batchNormTrainGrad,
];

/** Puts our kernels into the registry: those that the stock backend lacks, better ones in place of its own, and operations of `nn`. Repeating it is harmless. */
export function installKernels(): void {
  if (tf.getKernel('Identity', 'wasm') === identity) return;
  for (const kernel of [...KERNELS, makeTile(tf.getKernel('Tile', 'wasm'))]) {
    const stock = tf.getKernel(kernel.kernelName, 'wasm') as tf.KernelConfig | undefined;
    // Registering over another one prints a warning.
    if (stock !== undefined) tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
}
