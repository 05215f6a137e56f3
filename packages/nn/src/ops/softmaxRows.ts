import { type Tensor, softmax } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';

/** exp(x) / Σ exp(x) along the last axis. Without a gradient: what is made of it has one of its own. */
export const softmaxRowsOp = defineOp<'x', Record<never, never>>({
  name: 'SoftmaxRows',
  reference: ({ x }) => [softmax(x)],
});

/** @param x rank ≥ 2 */
export function softmaxRows(x: Tensor): Tensor {
  return known(runOp(softmaxRowsOp, { x }, {})[0], 'one output');
}
