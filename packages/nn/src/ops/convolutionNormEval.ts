import { type Tensor, add, mul, relu, rsqrt, sub, sum } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { batchNormEvalOp } from './batchNormEval.ts';
import { type Geometry, convolved, inputGradient, kernelGradient } from './convolution.ts';
import { defineOp, runOp } from './defineOp.ts';
import { detach } from './detach.ts';
import { reluGradOp } from './reluGrad.ts';

export type ConvolutionNormEvalAttrs = Geometry & {
  /** Added to the variance. */
  epsilon: number;
  /** Whether what is negative becomes 0. */
  rectified: boolean;
};

/** A convolution without bias, batch normalisation by running statistics, which are constants, and perhaps the rectifier. */
export const convolutionNormEvalOp = defineOp<'x' | 'kernel' | 'scale' | 'offset' | 'mean' | 'variance', ConvolutionNormEvalAttrs>({
  name: 'ConvolutionNormEval',
  reference({ x, kernel, ...norm }, { epsilon, rectified, ...geometry }) {
    const [y] = batchNormEvalOp.reference({ x: convolved(x, kernel, geometry), ...norm }, { epsilon });
    return [rectified ? relu(known(y, 'one output')) : known(y, 'one output')];
  },
  inputsToSave: ['x', 'kernel', 'scale', 'mean', 'variance'],
  outputsToSave: [true],
  gradient([given], saved, { epsilon, rectified, ...geometry }) {
    const [x, kernel, scale, mean, variance, y] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const dy = known(given, 'one output');
    const dnorm = rectified ? known(runOp(reluGradOp, { dy, y }, {})[0], 'one output') : detach(dy);
    const inverse = rsqrt(add(variance, epsilon));
    const factor = mul(scale, inverse);
    const offset = sum(dnorm, [0, 1, 2]);
    // Σ dnorm · convolution, which the scale's gradient needs, is Σ kernel · its gradient, so that the map is not made again.
    const slopes = kernelGradient(x, dnorm, kernel.shape, geometry);
    return {
      x: inputGradient(dnorm, mul(kernel, factor), x.shape, geometry),
      kernel: mul(slopes, factor),
      scale: mul(sub(sum(mul(kernel, slopes), [0, 1, 2]), mul(mean, offset)), inverse),
      offset,
    };
  },
});

/**
 * @param x [n, height, width, channels]
 * @param kernel [k, k, channels, filters]
 * @param norm four of [filters]
 */
export function convolutionNormEval(
  x: Tensor, kernel: Tensor, norm: { readonly scale: Tensor; readonly offset: Tensor; readonly mean: Tensor; readonly variance: Tensor }, attrs: ConvolutionNormEvalAttrs,
): Tensor {
  return known(runOp(convolutionNormEvalOp, { x, kernel, ...norm }, attrs)[0], 'one output');
}
