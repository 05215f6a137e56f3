import { type Tensor, add, erf, exp, matMul, mul, neg, square } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { columnSums } from './columnSums.ts';
import { defineOp, runOp } from './defineOp.ts';

/**
 * The Gaussian error linear unit z · Φ(z) (Hendrycks and Gimpel, arXiv 1606.08415) of z = x · kernel + bias: [rows, width],
 * [width, units] and [units] to [rows, units]. For evaluations: the gradient computes z again.
 */
export const linearGeluOp = defineOp<'x' | 'kernel' | 'bias', Record<never, never>>({
  name: 'LinearGelu',
  reference({ x, kernel, bias }) {
    const z = add(matMul(x, kernel), bias);
    return [mul(z, distribution(z))];
  },
  inputsToSave: ['x', 'kernel', 'bias'],
  gradient([given], saved) {
    const [x, kernel, bias] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor, Tensor];
    const z = add(matMul(x, kernel), bias);
    // The derivative is Φ(z) + z · φ(z), with the normal density φ(z) = exp(−z² / 2) / √(2π).
    const slope = add(distribution(z), mul(mul(exp(neg(square(mul(z, Math.SQRT1_2)))), 1 / Math.sqrt(2 * Math.PI)), z));
    const dz = mul(slope, known(given, 'one output'));
    return { x: matMul(dz, kernel, false, true), kernel: matMul(x, dz, true), bias: columnSums(dz) };
  },
});

/** The Gaussian error linear unit of x · kernel + bias, in evaluations: [rows, width], [width, units] and [units] to [rows, units]. */
export function linearGelu(x: Tensor, kernel: Tensor, bias: Tensor): Tensor {
  return known(runOp(linearGeluOp, { x, kernel, bias }, {})[0], 'one output');
}

// ---------------------------------------------------------------------------------------------------------------------

/** Φ(z) = (1 + erf(z / √2)) / 2 of the normal distribution. */
function distribution(z: Tensor): Tensor {
  return mul(add(erf(mul(z, Math.SQRT1_2)), 1), 0.5);
}
