import { type Tensor, add, mul, rsqrt, sub, sum } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';
import { leadingAxes } from './leadingAxes.ts';

/**
 * Batch normalisation by running statistics, which are constants: y = (x − mean) · scale / √(variance + ε) + offset.
 * Gradients reach x, scale and offset.
 */
export const batchNormEvalOp = defineOp<'x' | 'scale' | 'offset' | 'mean' | 'variance', { epsilon: number }>({
  name: 'BatchNormEval',
  reference({ x, scale, offset, mean, variance }, { epsilon }) {
    const factor = mul(scale, rsqrt(add(variance, epsilon)));
    return [add(mul(x, factor), sub(offset, mul(mean, factor)))];
  },
  inputsToSave: ['x', 'scale', 'mean', 'variance'],
  gradient([given], saved, { epsilon }) {
    const dy = known(given, 'one output');
    const [x, scale, mean, variance] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor, Tensor, Tensor];
    const axes = leadingAxes(dy);
    const inverse = (): Tensor => rsqrt(add(variance, epsilon));
    return {
      x: () => mul(dy, mul(scale, inverse())),
      scale: () => mul(sum(mul(dy, sub(x, mean)), axes), inverse()),
      offset: () => sum(dy, axes),
    };
  },
});

/** @param x any rank ≥ 2, channels last: the other four are [channels] */
export function batchNormEval(x: Tensor, scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor, epsilon: number): Tensor {
  return known(runOp(batchNormEvalOp, { x, scale, offset, mean, variance }, { epsilon })[0], 'one output');
}
