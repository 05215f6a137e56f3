import { known } from '@exitbench/core';
import { embedGradOp } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { nativeKernel } from './nativeKernel.ts';

/** Sums rows by id, without the one-hot matrix of ids × vocabulary. */
export const embedGrad = nativeKernel(embedGradOp, (_, { dy, ids }, { vocabulary }) => {
  const rows = tf.reshape(dy, [ids.size, known(dy.shape.at(-1), 'rank ≥ 1')]);
  return [tf.unsortedSegmentSum(rows, tf.reshape(ids, [ids.size]), vocabulary)];
});
