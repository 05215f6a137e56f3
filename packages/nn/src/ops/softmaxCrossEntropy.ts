import { type Tensor, add, cast, exp, expandDims, log, max, mul, neg, oneHot, sub, sum } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';

/**
 * Cross-entropy of softmax(logits) against labels whose share `smoothing` is spread over all classes
 * (Szegedy et al., arXiv 1512.00567, section 7). Outputs: the loss of each sample [n], and its gradient with respect
 * to the logits, softmax − target [n, classes], which the forward pass has for nothing.
 */
export const softmaxCrossEntropyOp = defineOp<'logits' | 'labels', { smoothing: number }>({
  name: 'SoftmaxCrossEntropy',
  reference({ logits, labels }, { smoothing }) {
    const classes = known(logits.shape[1], 'logits are [n, classes]');
    const shifted = sub(logits, max(logits, 1, true));
    const logProbability = sub(shifted, log(sum(exp(shifted), 1, true)));
    const hard = cast(oneHot(labels, classes), 'float32'); // wasm writes int32 ones whatever type is asked for
    const target = smoothing === 0 ? hard : add(mul(hard, 1 - smoothing), smoothing / classes);
    return [neg(sum(mul(target, logProbability), 1)), sub(exp(logProbability), target)];
  },
  outputsToSave: [false, true],
  gradient: ([dy], [difference]) => ({ logits: () => mul(known(difference, 'saved'), expandDims(known(dy, 'two outputs'), 1)) }),
});

/**
 * @param logits float32 [n, classes]
 * @param labels int32 [n], each 0 … classes − 1
 * @param smoothing 0 … 1
 * @returns the loss of each sample in nats, [n]
 */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor, smoothing: number): Tensor {
  return known(runOp(softmaxCrossEntropyOp, { logits, labels }, { smoothing })[0], 'two outputs');
}
