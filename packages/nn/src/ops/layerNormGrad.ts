import { mean, mul, sub } from '@tensorflow/tfjs-core';

import { columnSums } from './columnSums.ts';
import { defineOp } from './defineOp.ts';

/**
 * Gradients of layer normalisation with respect to x, scale and offset: with x̂ the normalised x, g = dy · scale and means
 * over the last axis, dx = (g − mean(g) − x̂ · mean(g · x̂)) / √(variance + ε), dscale = Σ dy · x̂, doffset = Σ dy (the chain
 * rule on equations 3 and 4 of arXiv 1607.06450; it is arXiv 1502.03167, section 3, with the axes exchanged).
 *
 * `normal` and `inverse` are the outputs 1 and 2 of the forward operation.
 */
export const layerNormGradOp = defineOp<'dy' | 'scale' | 'normal' | 'inverse', Record<never, never>>({
  name: 'LayerNormGrad',
  reference({ dy, scale, normal, inverse }) {
    const product = mul(dy, normal);
    const g = mul(dy, scale);
    const dx = mul(sub(sub(g, mean(g, -1, true)), mul(normal, mean(mul(product, scale), -1, true))), inverse);
    return [dx, columnSums(product), columnSums(dy)];
  },
});
