import { type Tensor, add, erf, exp, mul, neg, square } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';

/**
 * h · (1 + erf(h)). With h = x / √2 it is √2 times the Gaussian error linear unit x · Φ(x) (Hendrycks and Gimpel, arXiv 1606.08415):
 * where linear layers stand before and behind, their weights take the two factors, and two passes over all values are saved.
 * Outputs: this; and 1 + erf(h), which the gradient 1 + erf(h) + h · 2 exp(−h²) / √π reads.
 */
export const erfGateOp = defineOp<'h', Record<never, never>>({
  name: 'ErfGate',
  reference({ h }) {
    const gate = add(erf(h), 1);
    return [mul(h, gate), gate];
  },
  inputsToSave: ['h'],
  outputsToSave: [false, true],
  gradient: ([dy], saved) => ({
    h() {
      const [h, gate] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor];
      const slope = mul(mul(exp(neg(square(h))), 2 / Math.sqrt(Math.PI)), h);
      return mul(add(slope, gate), known(dy, 'two outputs'));
    },
  }),
});

/** h · (1 + erf(h)), element by element. */
export function erfGate(h: Tensor): Tensor {
  return known(runOp(erfGateOp, { h }, {})[0], 'two outputs');
}
