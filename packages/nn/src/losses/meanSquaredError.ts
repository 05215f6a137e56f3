import * as tf from '@tensorflow/tfjs-core';

import { meanOf } from './meanOf.ts';

/**
 * Mean over the batch of (value − label)².
 *
 * @param values [n, 1]
 * @param labels float32 [n]
 */
export function meanSquaredError(values: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return meanOf(values, (x) => {
    const difference = tf.sub(x, tf.reshape(labels, x.shape));
    return { losses: tf.square(difference), slopes: tf.mul(difference, 2) };
  });
}
