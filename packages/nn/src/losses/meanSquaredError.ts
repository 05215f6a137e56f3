import * as tf from '@tensorflow/tfjs-core';

/**
 * Mean over the batch of (value − label)².
 *
 * @param values [n, 1]
 * @param labels float32 [n]
 */
export function meanSquaredError(values: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return tf.mean(tf.squaredDifference(values, tf.reshape(labels, values.shape)));
}
