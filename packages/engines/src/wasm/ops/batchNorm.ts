import { batchNormEvalOp, batchNormTrainGradOp, batchNormTrainOp } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { asRows, meanOfRows } from './rows.ts';
import { wasmOp } from './wasmOp.ts';

/** The composition that the operation is defined by, on rows. The gradient reads the batch's mean, its variance, nothing. */
export const batchNormTrain = wasmOp(batchNormTrainOp, ({ x, scale, offset, runningMean, runningVariance }, { epsilon, momentum }) => {
  const channels = scale.size;
  const count = x.size / channels;
  const { matrix, repeat } = asRows(x, channels);
  const mean = meanOfRows(matrix, channels);
  const centred = tf.sub(matrix, repeat(mean));
  const variance = meanOfRows(tf.mul(centred, centred), channels);
  const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
  const y = tf.reshape(tf.add(tf.mul(centred, repeat(factor)), repeat(offset)), x.shape);
  const newMean = tf.add(tf.mul(runningMean, 1 - momentum), tf.mul(mean, momentum));
  const newVariance = tf.add(tf.mul(runningVariance, 1 - momentum), tf.mul(variance, momentum * (count / Math.max(1, count - 1))));
  return [y, newMean, newVariance, mean, variance, tf.tensor1d([], 'float32')];
});

/**
 * The composition that the operation is defined by, with everything that is one number a channel multiplied out first:
 * with c = x − mean and i = 1 / √(variance + ε), dx = scale·i·dy − scale·i³·mean(dy·c)·c − scale·i·mean(dy).
 */
export const batchNormTrainGrad = wasmOp(batchNormTrainGradOp, ({ dy, x, scale, mean, variance }, { epsilon }) => {
  const channels = scale.size;
  const count = x.size / channels;
  const { matrix, repeat } = asRows(x, channels);
  const slope = tf.reshape(dy, matrix.shape) as tf.Tensor2D;
  const centred = tf.sub(matrix, repeat(mean));
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const meanSlope = meanOfRows(slope, channels);
  // mean(dy · x̂), x̂ = c · i.
  const meanProduct = tf.mul(meanOfRows(tf.mul(slope, centred), channels), inverse);
  const factor = tf.mul(scale, inverse);
  const along = tf.mul(tf.mul(factor, inverse), meanProduct);
  const dx = tf.sub(tf.mul(tf.sub(slope, repeat(meanSlope)), repeat(factor)), tf.mul(centred, repeat(along)));
  return [tf.reshape(dx, x.shape), tf.mul(meanProduct, count), tf.mul(meanSlope, count)];
});

export const batchNormEval = wasmOp(batchNormEvalOp, ({ x, scale, offset, mean, variance }, { epsilon }) => {
  const { matrix, repeat } = asRows(x, scale.size);
  const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
  return [tf.reshape(tf.add(tf.mul(matrix, repeat(factor)), repeat(tf.sub(offset, tf.mul(mean, factor)))), x.shape)];
});
