import { type Tensor, add, mean, mul, rsqrt, square, sub } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';
import { layerNormGradOp } from './layerNormGrad.ts';

/**
 * Layer normalisation of the last axis (Ba et al., arXiv 1607.06450, equations 3 and 4), by the biased variance as in
 * PyTorch: y = x̂ · scale + offset with x̂ = (x − mean) / √(variance + ε). Outputs: y; and two that only the gradient
 * reads, x̂ and 1 / √(variance + ε) of shape [..., 1].
 */
export const layerNormOp = defineOp<'x' | 'scale' | 'offset', { epsilon: number }>({
  name: 'LayerNorm',
  reference({ x, scale, offset }, { epsilon }) {
    const centred = sub(x, mean(x, -1, true));
    const inverse = rsqrt(add(mean(square(centred), -1, true), epsilon));
    const normal = mul(centred, inverse);
    return [add(mul(normal, scale), offset), normal, inverse];
  },
  inputsToSave: ['scale'],
  outputsToSave: [false, true, true],
  gradient(dys, saved) {
    const dy = known(dys[0], 'outputs');
    const [scale, normal, inverse] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor, Tensor];
    const [dx, dscale, doffset] = runOp(layerNormGradOp, { dy, scale, normal, inverse }, {});
    return { x: known(dx, 'three outputs'), scale: known(dscale, 'three outputs'), offset: known(doffset, 'three outputs') };
  },
});

/** @param x any rank ≥ 2, the normalised axis last: the other two are [width] */
export function normaliseLayer(x: Tensor, scale: Tensor, offset: Tensor, epsilon: number): Tensor {
  return known(runOp(layerNormOp, { x, scale, offset }, { epsilon })[0], 'three outputs');
}
