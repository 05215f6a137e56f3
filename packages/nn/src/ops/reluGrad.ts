import { mul, step } from '@tensorflow/tfjs-core';

import { defineOp } from './defineOp.ts';

/** Gradient of the rectifier: dy where its output y is positive, else 0. Same shapes. */
export const reluGradOp = defineOp<'dy' | 'y', Record<never, never>>({
  name: 'ReLUGrad',
  reference: ({ dy, y }) => [mul(dy, step(y))],
});
