import { known } from '@exitbench/core';
import type * as tf from '@tensorflow/tfjs-core';

import { runOp } from '../ops/defineOp.ts';
import { softmaxCrossEntropyOp } from '../ops/softmaxCrossEntropy.ts';
import { meanOf } from './meanOf.ts';

/**
 * Mean over the batch of the cross-entropy of softmax(logits) against the labels. With smoothing ε the target is
 * 1 − ε on the label plus ε / classes on every class (Szegedy et al., arXiv 1512.00567, section 7), as in PyTorch.
 *
 * @param logits [n, classes]
 * @param labels int32 [n]
 * @param smoothing ε of [0, 1)
 */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor, smoothing: number): tf.Scalar {
  return meanOf(logits, (x) => {
    // The operation gives softmax − target beside the losses, which is their gradient.
    const [losses, slopes] = runOp(softmaxCrossEntropyOp, { logits: x, labels }, { smoothing });
    return { losses: known(losses, 'two outputs'), slopes: known(slopes, 'two outputs') };
  });
}
