import { type Tensor, mul } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';
import { detach } from './detach.ts';

export const scaleGradientOp = defineOp<'x', { factor: number }>({
  name: 'ScaleGradient',
  reference: ({ x }) => [detach(x)],
  gradient: ([dy], _, { factor }) => ({ x: () => mul(known(dy, 'one output'), factor) }),
});

/** The tensor unchanged, without a copy; the gradient that flows back through it is multiplied by `factor`. */
export function scaleGradient(tensor: Tensor, factor: number): Tensor {
  return known(runOp(scaleGradientOp, { x: tensor }, { factor })[0], 'one output');
}
