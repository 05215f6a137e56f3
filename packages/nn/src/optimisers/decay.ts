import * as tf from '@tensorflow/tfjs-core';

/** `target` + factor · weights in the first `decayed` values, `target` beyond them. */
export function addDecay(target: tf.Tensor1D, weights: tf.Tensor1D, decayed: number, factor: number | tf.Scalar): tf.Tensor1D {
  if (factor === 0 || decayed === 0) return target;
  if (decayed === weights.size) return tf.add(target, tf.mul(weights, factor));
  const part = tf.mul(tf.slice1d(weights, 0, decayed), factor);
  return tf.add(target, tf.pad1d(part as tf.Tensor1D, [0, weights.size - decayed]));
}
