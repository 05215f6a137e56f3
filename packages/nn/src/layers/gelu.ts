import { gaussianGate } from '../ops/gelu.ts';
import { elementwise } from './elementwise.ts';
import type { LayerMaker } from './layer.ts';

/** x · Φ(x), exact by the error function, PyTorch's default (Hendrycks and Gimpel, arXiv 1606.08415). */
export function gelu(): LayerMaker {
  return elementwise('gelu', 1, gaussianGate);
}
