import { type Tensor, add, relu } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import type { Geometry } from './convolution.ts';
import { convolutionNormEvalOp } from './convolutionNormEval.ts';
import { defineOp, runOp } from './defineOp.ts';
import { detach } from './detach.ts';
import { reluGradOp } from './reluGrad.ts';

export type ConvolutionNormAddEvalAttrs = Geometry & {
  /** Added to the variance. */
  epsilon: number;
};

/** The end of a residual block: a convolution without bias, batch normalisation by running statistics, which are constants, the sum with `carried`, and the rectifier. */
export const convolutionNormAddEvalOp = defineOp<'x' | 'kernel' | 'scale' | 'offset' | 'mean' | 'variance' | 'carried', ConvolutionNormAddEvalAttrs>({
  name: 'ConvolutionNormAddEval',
  reference({ carried, ...inputs }, attrs) {
    const [y] = convolutionNormEvalOp.reference(inputs, { ...attrs, rectified: false });
    return [relu(add(known(y, 'one output'), carried))];
  },
  inputsToSave: ['x', 'kernel', 'scale', 'mean', 'variance'],
  outputsToSave: [true],
  gradient([given], saved, attrs) {
    const y = known(saved[5], 'saved');
    const dsum = known(runOp(reluGradOp, { dy: known(given, 'one output'), y }, {})[0], 'one output');
    const before = convolutionNormEvalOp.gradient?.([dsum], saved, { ...attrs, rectified: false });
    return { ...known(before, 'it has a gradient'), carried: detach(dsum) };
  },
});

/**
 * @param x [n, height, width, channels]
 * @param kernel [k, k, channels, filters]
 * @param norm four of [filters]
 * @param carried of the shape of the result
 */
export function convolutionNormAddEval(
  x: Tensor, kernel: Tensor, norm: { readonly scale: Tensor; readonly offset: Tensor; readonly mean: Tensor; readonly variance: Tensor }, carried: Tensor, attrs: ConvolutionNormAddEvalAttrs,
): Tensor {
  return known(runOp(convolutionNormAddEvalOp, { x, kernel, ...norm, carried }, attrs)[0], 'one output');
}
