import { tanh as stockTanh } from '@tensorflow/tfjs-core';

import { elementwise } from './elementwise.ts';
import type { LayerMaker } from './layer.ts';

/** The hyperbolic tangent. */
export function tanh(): LayerMaker {
  return elementwise('tanh', 1, (x) => stockTanh(x));
}
