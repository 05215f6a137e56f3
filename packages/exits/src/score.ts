import type { Labels, StoredOutputs } from '@exitbench/core';

import { argmax } from './softmax.ts';

/**
 * What each exit is worth on each sample, as a summand: for classes 1 where the largest logit is the label's and 0
 * elsewhere, for values the squared error. `scoreOf` makes a score of a mean of them.
 *
 * @returns for each exit, one number a sample
 */
export function summandsByExit(outputs: StoredOutputs, labels: Labels): readonly Float64Array[] {
  return outputs.byExit.map((output) => {
    if (labels instanceof Int32Array) return Float64Array.from(argmax(output, outputs.width), (c, s) => (c === labels[s] ? 1 : 0));
    return Float64Array.from(labels, (label, s) => {
      const error = (output[s] as number) - label;
      return error * error;
    });
  });
}

/** Of a mean summand: the accuracy in [0, 1] itself, or the root mean squared error. */
export function scoreOf(mean: number, labels: Labels): number {
  return labels instanceof Int32Array ? mean : Math.sqrt(mean);
}

/** Each exit's score on all samples: accuracy in [0, 1] for int32 labels, root mean squared error for float32 labels. */
export function scoreByExit(outputs: StoredOutputs, labels: Labels): readonly number[] {
  return summandsByExit(outputs, labels).map((summands) => scoreOf(summands.reduce((a, b) => a + b, 0) / outputs.samples, labels));
}
