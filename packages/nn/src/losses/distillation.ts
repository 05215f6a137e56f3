import * as tf from '@tensorflow/tfjs-core';

import { meanOf } from './meanOf.ts';

/**
 * Mean over the batch of T² · cross-entropy of softmax(pupil / T) against softmax(teacher / T). The square keeps the
 * size of gradients as T changes (Hinton et al., arXiv 1503.02531, section 2). The teacher is a constant: no gradient
 * flows into it.
 *
 * @param pupil logits [n, classes]
 * @param teacher logits [n, classes]
 * @param temperature T > 0
 */
export function distillation(pupil: tf.Tensor, teacher: tf.Tensor, temperature: number): tf.Scalar {
  return meanOf(pupil, (x) => {
    const target = tf.softmax(tf.div(teacher, temperature));
    const logs = tf.logSoftmax(tf.div(x, temperature));
    // d/dz of −Σ q log softmax(z) is softmax(z) − q; the square over the inner division leaves T.
    return {
      losses: tf.mul(tf.mul(target, logs), -temperature * temperature),
      slopes: tf.mul(tf.sub(tf.exp(logs), target), temperature),
    };
  });
}
