import { add, mean, mul, rsqrt, sub, sum } from '@tensorflow/tfjs-core';

import { defineOp } from './defineOp.ts';
import { leadingAxes } from './leadingAxes.ts';

/**
 * Gradients of batch normalisation by the batch's statistics, with respect to x, scale and offset
 * (Ioffe and Szegedy, arXiv 1502.03167, section 3): with x̂ the normalised x and means over all but the last axis,
 * dx = scale · (dy − mean(dy) − x̂ · mean(dy · x̂)) / √(variance + ε), dscale = Σ dy · x̂, doffset = Σ dy.
 *
 * `mean`, `variance` and `reserve` are the outputs 3 to 5 of the forward operation of the same engine.
 */
export const batchNormTrainGradOp = defineOp<'dy' | 'x' | 'scale' | 'mean' | 'variance' | 'reserve', { epsilon: number }>({
  name: 'BatchNormTrainGrad',
  reference({ dy, x, scale, mean: m, variance }, { epsilon }) {
    const axes = leadingAxes(x);
    const inverse = rsqrt(add(variance, epsilon));
    const normal = mul(sub(x, m), inverse);
    const product = mul(dy, normal);
    const dx = mul(mul(scale, inverse), sub(sub(dy, mean(dy, axes)), mul(normal, mean(product, axes))));
    return [dx, sum(product, axes), sum(dy, axes)];
  },
});
