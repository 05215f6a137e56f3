import { type Tensor, engine } from '@tensorflow/tfjs-core';

import { defineOp } from './defineOp.ts';

/** A window over the two middle axes of [n, height, width, channels], in rows and columns. */
export interface MaxPoolAttrs {
  [name: string]: number[] | string;
  window: [number, number];
  stride: [number, number];
  /** `same` is TensorFlow's, and what it adds never wins. */
  mode: 'same' | 'valid';
}

/** Gradient of the largest value of each window: dy at the place of the first maximum. `reserve` is the second output of the same engine's forward operation. */
export const maxPoolGradOp = defineOp<'dy' | 'x' | 'y' | 'reserve', MaxPoolAttrs>({
  name: 'MaxPoolWindowsGrad',
  reference: ({ dy, x, y }, { window, stride, mode }) => [
    engine().runKernel<Tensor>('MaxPoolGrad', { dy, input: x, output: y }, { filterSize: window, strides: stride, pad: mode }),
  ],
});
