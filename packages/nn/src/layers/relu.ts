import { rectify } from '../ops/relu.ts';
import { elementwise } from './elementwise.ts';
import type { LayerMaker } from './layer.ts';

/** max(x, 0). */
export function relu(): LayerMaker {
  return elementwise('relu', 0, rectify);
}
