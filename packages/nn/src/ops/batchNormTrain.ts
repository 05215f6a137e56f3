import { type Tensor, add, mean, mul, rsqrt, square, sub, tensor1d } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { batchNormTrainGradOp } from './batchNormTrainGrad.ts';
import { defineOp, runOp } from './defineOp.ts';
import { leadingAxes } from './leadingAxes.ts';

interface Attrs {
  [name: string]: number;
  /** Added to the variance. */
  epsilon: number;
  /** Weight of this batch in the new running statistics. */
  momentum: number;
}

/**
 * Batch normalisation by the batch's own statistics (arXiv 1502.03167). Outputs: y; the new running mean; the new
 * running variance; and three that only this engine's gradient reads (here the batch's mean, its variance, nothing).
 * As in PyTorch, y is made with the biased variance and the running one takes the unbiased one, n / (n − 1).
 */
export const batchNormTrainOp = defineOp<'x' | 'scale' | 'offset' | 'runningMean' | 'runningVariance', Attrs>({
  name: 'BatchNormTrain',
  reference({ x, scale, offset, runningMean, runningVariance }, { epsilon, momentum }) {
    const axes = leadingAxes(x);
    const count = x.size / scale.size;
    const batchMean = mean(x, axes);
    const centred = sub(x, batchMean);
    const variance = mean(square(centred), axes);
    const y = add(mul(centred, mul(scale, rsqrt(add(variance, epsilon)))), offset);
    const newMean = add(mul(runningMean, 1 - momentum), mul(batchMean, momentum));
    const newVariance = add(mul(runningVariance, 1 - momentum), mul(variance, momentum * (count / Math.max(1, count - 1))));
    return [y, newMean, newVariance, batchMean, variance, tensor1d([], 'float32')];
  },
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, false, false, true, true, true],
  gradient(dys, saved, { epsilon }) {
    const dy = known(dys[0], 'outputs');
    const [x, scale, batchMean, variance, reserve] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const [dx, dscale, doffset] = runOp(batchNormTrainGradOp, { dy, x, scale, mean: batchMean, variance, reserve }, { epsilon });
    return { x: known(dx, 'three outputs'), scale: known(dscale, 'three outputs'), offset: known(doffset, 'three outputs') };
  },
});

/**
 * @param x any rank ≥ 2, channels last: the other four are [channels]
 * @returns y, and the running statistics after this batch, which no gradient reaches
 */
export function batchNormTrain(
  x: Tensor, scale: Tensor, offset: Tensor, runningMean: Tensor, runningVariance: Tensor, options: { readonly epsilon: number; readonly momentum: number },
): readonly [y: Tensor, newMean: Tensor, newVariance: Tensor] {
  const [y, newMean, newVariance] = runOp(batchNormTrainOp, { x, scale, offset, runningMean, runningVariance }, { ...options });
  return [known(y, 'outputs'), known(newMean, 'outputs'), known(newVariance, 'outputs')];
}
