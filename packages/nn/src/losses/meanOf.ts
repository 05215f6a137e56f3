import * as tf from '@tensorflow/tfjs-core';

/** Losses that add up to the batch's, and the gradient of their sum with respect to the output. */
export interface Losses {
  readonly losses: tf.Tensor;
  readonly slopes: tf.Tensor;
}

/**
 * The sum of `losses` over the number of samples, as one step of the tape: on small networks a loss composed of stock
 * operations would cost more than the loss itself. Only `output` gets a gradient; all else is a constant.
 */
export function meanOf(output: tf.Tensor, compute: (output: tf.Tensor) => Losses): tf.Scalar {
  const samples = output.shape[0] ?? 1;
  const loss = tf.customGrad((x, save) => {
    const { losses, slopes } = compute(x as tf.Tensor);
    (save as tf.GradSaveFunc)([slopes]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => tf.mul(saved[0] as tf.Tensor, tf.div(dy, samples));
    return { value: tf.div(tf.sum(losses), samples), gradFunc };
  });
  return loss(output) as tf.Scalar;
}
