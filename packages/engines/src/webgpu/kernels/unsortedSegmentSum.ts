import * as tf from '@tensorflow/tfjs-core';

/**
 * Sums the rows of x that have the same id: out[s] = Σ x[i] over ids[i] = s; ids outside are left out. It is the gradient
 * of a gather. The stock kernel adds up in the order in which threads come; this is a product with a matrix of ones
 * where ids point. Inputs x [n, …], ids int32 [n]; result [segments, …].
 */
export const unsortedSegmentSum: tf.KernelConfig = {
  kernelName: 'UnsortedSegmentSum',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs }) => tf.tidy(() => {
    const { x, segmentIds } = inputs as { readonly x: tf.Tensor; readonly segmentIds: tf.Tensor1D };
    const segments = attrs?.['numSegments'] as number;
    const [rows = 0, ...inner] = x.shape;
    const which = tf.oneHot(segmentIds, segments, 1, 0, 'float32');
    const sums = tf.matMul(which, tf.reshape(tf.cast(x, 'float32'), [rows, -1]), true);
    return tf.cast(tf.reshape(sums, [segments, ...inner]), x.dtype);
  }),
};
