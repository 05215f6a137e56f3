import { type Tensor, add, matMul } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { columnSums } from './columnSums.ts';
import { defineOp, runOp } from './defineOp.ts';

/** x · kernel + bias: [rows, width], [width, units] and [units] to [rows, units]. */
export const linearOp = defineOp<'x' | 'kernel' | 'bias', Record<never, never>>({
  name: 'Linear',
  reference: ({ x, kernel, bias }) => [add(matMul(x, kernel), bias)],
  inputsToSave: ['x', 'kernel'],
  gradient([given], saved) {
    const dy = known(given, 'one output');
    const [x, kernel] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor];
    return { x: () => matMul(dy, kernel, false, true), kernel: () => matMul(x, dy, true), bias: () => columnSums(dy) };
  },
});

/** x · kernel + bias: [rows, width], [width, units] and [units] to [rows, units]. */
export function linear(x: Tensor, kernel: Tensor, bias: Tensor): Tensor {
  return known(runOp(linearOp, { x, kernel, bias }, {})[0], 'one output');
}
