import { sigmoid as stockSigmoid } from '@tensorflow/tfjs-core';

import { elementwise } from './elementwise.ts';
import type { LayerMaker } from './layer.ts';

/** 1 / (1 + exp(−x)). */
export function sigmoid(): LayerMaker {
  return elementwise('sigmoid', 1, (x) => stockSigmoid(x));
}
