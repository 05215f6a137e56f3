import { type Tensor, add, erf, exp, mul, square } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';

/**
 * x · Φ(x) with the normal distribution function Φ(x) = (1 + erf(x / √2)) / 2 (Hendrycks and Gimpel, arXiv 1606.08415).
 * Outputs: y; and Φ(x), which the gradient Φ(x) + x · φ(x) reads, φ(x) = exp(−x² / 2) / √(2π) being its derivative.
 */
export const geluOp = defineOp<'x', Record<never, never>>({
  name: 'GELU',
  reference({ x }) {
    const share = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
    return [mul(x, share), share];
  },
  inputsToSave: ['x'],
  outputsToSave: [false, true],
  gradient: ([dy], saved) => ({
    x() {
      const [x, share] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor];
      const density = mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return mul(add(mul(density, x), share), known(dy, 'two outputs'));
    },
  }),
});

/** x · Φ(x), element by element. */
export function gaussianGate(x: Tensor): Tensor {
  return known(runOp(geluOp, { x }, {})[0], 'two outputs');
}
