import { type Tensor, sum } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';
import { leadingAxes } from './leadingAxes.ts';

/** Sums over all axes but the last, which is the gradient of adding a bias: [..., width] to [width]. */
export const columnSumsOp = defineOp<'x', Record<never, never>>({
  name: 'ColumnSums',
  reference: ({ x }) => [sum(x, leadingAxes(x))],
});

/** @param x rank ≥ 2 */
export function columnSums(x: Tensor): Tensor {
  return known(runOp(columnSumsOp, { x }, {})[0], 'one output');
}
