import { type Tensor, add, mean, mul, rsqrt, square, sub } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';
import { layerNormGradOp } from './layerNormGrad.ts';

/**
 * Layer normalisation of the last axis (Ba et al., arXiv 1607.06450, equations 3 and 4), by the biased variance as in
 * PyTorch: y = (x − mean) · scale / √(variance + ε) + offset. Outputs: y; and two of shape [..., 1] that only this engine's
 * gradient reads (here the mean and 1 / √(variance + ε)).
 */
export const layerNormOp = defineOp<'x' | 'scale' | 'offset', { epsilon: number }>({
  name: 'LayerNorm',
  reference({ x, scale, offset }, { epsilon }) {
    const average = mean(x, -1, true);
    const centred = sub(x, average);
    const inverse = rsqrt(add(mean(square(centred), -1, true), epsilon));
    return [add(mul(mul(centred, inverse), scale), offset), average, inverse];
  },
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, true, true],
  gradient(dys, saved) {
    const dy = known(dys[0], 'outputs');
    const [x, scale, average, inverse] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor, Tensor, Tensor];
    const [dx, dscale, doffset] = runOp(layerNormGradOp, { dy, x, scale, mean: average, inverse }, {});
    return { x: known(dx, 'three outputs'), scale: known(dscale, 'three outputs'), offset: known(doffset, 'three outputs') };
  },
});

/** @param x any rank ≥ 2, the normalised axis last: the other two are [width] */
export function normaliseLayer(x: Tensor, scale: Tensor, offset: Tensor, epsilon: number): Tensor {
  return known(runOp(layerNormOp, { x, scale, offset }, { epsilon })[0], 'three outputs');
}
