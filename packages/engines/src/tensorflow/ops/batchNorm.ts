import { known } from '@exitbench/core';
import { batchNormEvalOp, batchNormTrainGradOp, batchNormTrainOp } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { type NativeBackend, floatType, nativeKernel, plain } from './nativeKernel.ts';

/**
 * `FusedBatchNormV3` gives y, the new running mean and (unbiased) variance with `exponential_avg_factor` as momentum, and
 * three that `FusedBatchNormGradV3` reads.
 */
export const batchNormTrain = nativeKernel(batchNormTrainOp, (backend, { x, scale, offset, runningMean, runningVariance }, { epsilon, momentum }) => {
  const attrs = [...attributes(backend, epsilon, true), plain(backend, 'exponential_avg_factor', momentum)];
  const outputs = backend.executeMultipleOutputs('FusedBatchNormV3', attrs, [asMap(x), scale, offset, runningMean, runningVariance], 6);
  return [asGiven(known(outputs[0], 'six outputs'), x), ...outputs.slice(1)];
});

export const batchNormTrainGrad = nativeKernel(batchNormTrainGradOp, (backend, { dy, x, scale, mean, variance, reserve }, { epsilon }) => {
  const attrs = attributes(backend, epsilon, true);
  const outputs = backend.executeMultipleOutputs('FusedBatchNormGradV3', attrs, [asMap(dy), asMap(x), scale, mean, variance, reserve], 5);
  return [asGiven(known(outputs[0], 'five outputs'), x), ...outputs.slice(1, 3)];
});

export const batchNormEval = nativeKernel(batchNormEvalOp, (backend, { x, scale, offset, mean, variance }, { epsilon }) => {
  const outputs = backend.executeMultipleOutputs('FusedBatchNormV3', attributes(backend, epsilon, false), [asMap(x), scale, offset, mean, variance], 6);
  return [asGiven(known(outputs[0], 'six outputs'), x)];
});

// ---------------------------------------------------------------------------------------------------------------------

function attributes(backend: NativeBackend, epsilon: number, isTraining: boolean) {
  return [
    floatType(backend, 'T'), floatType(backend, 'U'), plain(backend, 'epsilon', epsilon),
    plain(backend, 'data_format', 'NHWC'), plain(backend, 'is_training', isTraining),
  ];
}

/** The native operations take maps only: all places of a sample become one axis. */
function asMap(x: tf.Tensor): tf.Tensor {
  if (x.rank === 4) return x;
  const [batch, channels] = [known(x.shape[0], 'a batch'), known(x.shape.at(-1), 'channels')];
  return tf.reshape(x, [batch, -1, 1, channels]);
}

/** Back from a map to the shape of x. */
function asGiven(map: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return x.rank === 4 ? map : tf.reshape(map, x.shape);
}
