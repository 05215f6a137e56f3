import type { OpCost, Shape } from '@exitbench/core';

import { numel } from './numel.ts';
import { opCost } from './opCost.ts';

/**
 * An operation on each value of a shape: nothing in multiply-accumulates, `each` a value by fvcore's rules
 * (2 for batch normalisation in evaluation, 5 for layer normalisation, 1 for sums, products, GELU, sigmoid, tanh, means
 * and adaptive pools counted by their input, 0 for ReLU and reshaping).
 */
export function elementwiseCost(op: string, shape: Shape, each = 1): OpCost {
  return opCost(op, 0, each * numel(shape));
}
