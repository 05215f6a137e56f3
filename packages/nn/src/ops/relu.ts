import { type Tensor, relu as stockRelu } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';
import { reluGradOp } from './reluGrad.ts';

/** The rectifier with a gradient of one kernel; TensorFlow.js's own takes three. */
export const reluOp = defineOp<'x', Record<never, never>>({
  name: 'ReLU',
  reference: ({ x }) => [stockRelu(x)],
  outputsToSave: [true],
  gradient: ([dy], [y]) => ({
    x: () => known(runOp(reluGradOp, { dy: known(dy, 'one output'), y: known(y, 'saved') }, {})[0], 'one output'),
  }),
});

/** max(x, 0), element by element. */
export function rectify(x: Tensor): Tensor {
  return known(runOp(reluOp, { x }, {})[0], 'one output');
}
