import { mean, mul, sub, sum } from '@tensorflow/tfjs-core';

import { defineOp } from './defineOp.ts';
import { leadingAxes } from './leadingAxes.ts';

/**
 * Gradients of layer normalisation with respect to x, scale and offset: with x̂ the normalised x, g = dy · scale and means
 * over the last axis, dx = (g − mean(g) − x̂ · mean(g · x̂)) / √(variance + ε), dscale = Σ dy · x̂, doffset = Σ dy (the chain
 * rule on equations 3 and 4 of arXiv 1607.06450; it is arXiv 1502.03167, section 3, with the axes exchanged).
 *
 * `mean` and `inverse` are the outputs 1 and 2 of the forward operation of the same engine.
 */
export const layerNormGradOp = defineOp<'dy' | 'x' | 'scale' | 'mean' | 'inverse', Record<never, never>>({
  name: 'LayerNormGrad',
  reference({ dy, x, scale, mean: average, inverse }) {
    const axes = leadingAxes(x);
    const normal = mul(sub(x, average), inverse);
    const g = mul(dy, scale);
    const dx = mul(inverse, sub(sub(g, mean(g, -1, true)), mul(normal, mean(mul(g, normal), -1, true))));
    return [dx, sum(mul(dy, normal), axes), sum(dy, axes)];
  },
});
