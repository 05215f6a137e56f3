import { type Tensor, maxPool as stockMaxPool, tensor1d } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';
import { type MaxPoolAttrs, maxPoolGradOp } from './maxPoolGrad.ts';

/**
 * The largest value of each window; of equal ones the first in reading order gets the gradient, as in PyTorch. Outputs: the
 * values, and what only this engine's gradient reads (here nothing): an engine that notes where the maxima were need not
 * look for them again.
 */
export const maxPoolOp = defineOp<'x', MaxPoolAttrs>({
  name: 'MaxPoolWindows',
  reference: ({ x }, { window, stride, mode }) => [stockMaxPool(x as never, window, stride, mode) as Tensor, tensor1d([], 'int32')],
  inputsToSave: ['x'],
  outputsToSave: [true, true],
  gradient([given], saved, attrs) {
    const dy = known(given, 'outputs');
    const [x, y, reserve] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor, Tensor];
    return { x: () => known(runOp(maxPoolGradOp, { dy, x, y, reserve }, attrs)[0], 'one output') };
  },
});

/** @param x [n, height, width, channels] */
export function maxPoolWindows(x: Tensor, attrs: MaxPoolAttrs): Tensor {
  return known(runOp(maxPoolOp, { x }, attrs)[0], 'two outputs');
}
