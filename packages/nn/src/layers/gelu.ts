import { add, erf, mul } from '@tensorflow/tfjs-core';

import { elementwise } from './elementwise.ts';
import type { LayerMaker } from './layer.ts';

/** x · Φ(x), exact by the error function, PyTorch's default (Hendrycks and Gimpel, arXiv 1606.08415). */
export function gelu(): LayerMaker {
  return elementwise('gelu', 1, (x) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)));
}
