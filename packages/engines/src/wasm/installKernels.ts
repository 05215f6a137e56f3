import * as tf from '@tensorflow/tfjs-core';

import { conv2dBackpropFilter, conv2dBackpropInput, identity, maxPoolGrad, oneHot, unsortedSegmentSum } from './kernels/index.ts';

/** Puts our kernels into the registry: those that the stock backend lacks, and better ones in place of its own. */
export function installKernels(): void {
  for (const kernel of [conv2dBackpropFilter, conv2dBackpropInput, identity, maxPoolGrad, oneHot, unsortedSegmentSum]) {
    const stock = tf.getKernel(kernel.kernelName, 'wasm') as tf.KernelConfig | undefined;
    if (stock === kernel) continue;
    // Registering over another one prints a warning.
    if (stock !== undefined) tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
}
