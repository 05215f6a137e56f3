import * as tf from '@tensorflow/tfjs-core';

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
  const rows = pupil.shape[0] ?? 1;
  // The teacher is no input of the custom gradient, and what runs inside it is on no tape.
  const loss = tf.customGrad((x, save) => {
    const logits = tf.div(x as tf.Tensor, temperature);
    const target = tf.softmax(tf.div(teacher, temperature));
    const logs = tf.logSoftmax(logits);
    // d/dz of −Σ q log softmax(z) is softmax(z) − q; the mean, the square and the inner division leave T / n.
    const slope = tf.mul(tf.sub(tf.exp(logs), target), temperature / rows);
    (save as tf.GradSaveFunc)([slope]);
    const value = tf.mul(tf.sum(tf.mul(target, logs)), (-temperature * temperature) / rows);
    return { value, gradFunc: (dy, saved) => tf.mul(dy, (saved as tf.Tensor[])[0] as tf.Tensor) };
  });
  return loss(pupil) as tf.Scalar;
}
