import type { OpCost } from '@exitbench/core';

import { opCost } from './opCost.ts';

/** A product of matrices [rows, inner] × [inner, columns], dense layers included; a dense layer's bias is free, as in fvcore. */
export function productCost(op: string, rows: number, inner: number, columns: number): OpCost {
  return opCost(op, rows * inner * columns);
}
