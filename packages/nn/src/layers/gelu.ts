import { mul } from '@tensorflow/tfjs-core';

import { erfGate } from '../ops/erfGate.ts';
import { elementwise } from './elementwise.ts';
import type { LayerMaker } from './layer.ts';

/** x · Φ(x), exact by the error function, PyTorch's default (Hendrycks and Gimpel, arXiv 1606.08415). */
export function gelu(): LayerMaker {
  return elementwise('gelu', 1, (x) => mul(erfGate(mul(x, Math.SQRT1_2)), Math.SQRT1_2));
}
