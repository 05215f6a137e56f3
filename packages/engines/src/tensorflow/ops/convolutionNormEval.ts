import { known } from '@exitbench/core';
import { type Geometry, convolutionNormAddEvalOp, convolutionNormEvalOp } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { convolutionAttrs } from './convolutionAttrs.ts';
import { executeWithLists } from './lists.ts';
import { type NativeBackend, floatTypes, integer, nativeKernel, oneDnnLabel, plain, texts } from './nativeKernel.ts';

/**
 * The smallest float that is not denormal. oneDNN's rectifier turns NaN into 0, so that a network that has diverged would
 * seem to be well; its leaky one multiplies what is not positive, which leaves NaN what it is. With this slope negative
 * values become 0 or some 1e-38, which no sum with an ordinary value can tell from 0 (and −∞ stays, which the rectifier makes 0).
 */
const SLOPE = 1.1754943508222875e-38;

/** Values of the map for each of the kernel, from which on the kernel is multiplied. */
const MAP_PER_KERNEL = 4;

/** oneDNN normalises and rectifies the values of a convolution while it has them. TensorFlow uses that in graphs only. */
export const convolutionNormEval = nativeKernel(convolutionNormEvalOp, (backend, { x, kernel, scale, offset, mean, variance }, { epsilon, rectified, ...geometry }) =>
  convolve(backend, rectified ? ['FusedBatchNorm', 'LeakyRelu'] : ['FusedBatchNorm'], x, kernel, [scale, offset, mean, variance], epsilon, geometry));

/**
 * It adds nothing after a norm, but after a bias: so the norm becomes kernel and bias, at every call, where the kernel is so
 * small beside the map that this costs less than another two passes over the map.
 */
export const convolutionNormAddEval = nativeKernel(convolutionNormAddEvalOp, (backend, { x, kernel, scale, offset, mean, variance, carried }, { epsilon, ...geometry }) => {
  if (kernel.size * MAP_PER_KERNEL > carried.size) {
    const [y] = convolve(backend, ['FusedBatchNorm'], x, kernel, [scale, offset, mean, variance], epsilon, geometry);
    return [tf.relu(tf.add(known(y, 'one output'), carried))];
  }
  const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
  const bias = tf.sub(offset, tf.mul(mean, factor));
  return convolve(backend, ['BiasAdd', 'Add', 'LeakyRelu'], x, tf.mul(kernel, factor), [bias, carried], epsilon, geometry);
});

// ---------------------------------------------------------------------------------------------------------------------

function convolve(
  backend: NativeBackend, then: readonly string[], x: tf.Tensor, kernel: tf.Tensor, others: readonly tf.Tensor[], epsilon: number, geometry: Geometry,
): readonly tf.Tensor[] {
  return executeWithLists(backend, '_MklNativeFusedConv2D', [
    ...convolutionAttrs(backend, geometry), floatTypes(backend, 'TArgs', others.length),
    texts(backend, 'fused_ops', then), plain(backend, 'epsilon', epsilon), plain(backend, 'leakyrelu_alpha', SLOPE),
    integer(backend, 'num_args', others.length), integer(backend, 'num_host_args', 0), oneDnnLabel(backend),
  ], [x, kernel, ...others], 1);
}
