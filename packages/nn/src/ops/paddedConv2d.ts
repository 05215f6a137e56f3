import { type Tensor, conv2d as convolve, engine, pad, slice } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';

export interface PaddedConv2dAttrs {
  [name: string]: number[] | number;
  /** Rows and columns of zeros around the map: top, bottom, left, right. */
  margins: [number, number, number, number];
  stride: number;
}

/** A convolution of a map with zeros around it, for margins that are not TensorFlow's `same`. Its gradients are those of the map with the zeros in place. */
export const paddedConv2dOp = defineOp<'x' | 'kernel', PaddedConv2dAttrs>({
  name: 'PaddedConv2d',
  reference: ({ x, kernel }, { margins, stride }) => [convolve(padded(x, margins) as never, kernel as never, stride, 'valid') as Tensor],
  inputsToSave: ['x', 'kernel'],
  gradient([given], saved, { margins, stride }) {
    const dy = known(given, 'one output');
    const [x, kernel] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor];
    const attrs = { strides: [stride, stride], pad: 'valid', dataFormat: 'NHWC' };
    const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
    const [top, bottom, left, right] = margins;
    const inputShape = [n, top + height + bottom, left + width + right, channels];
    return {
      x: () => slice(engine().runKernel<Tensor>('Conv2DBackpropInput', { dy, filter: kernel }, { ...attrs, inputShape }), [0, top, left, 0], x.shape),
      kernel: () => engine().runKernel<Tensor>('Conv2DBackpropFilter', { x: padded(x, margins), dy }, { ...attrs, filterShape: kernel.shape }),
    };
  },
});

/**
 * @param x [n, height, width, channels]
 * @param kernel [k, k, channels, filters]
 */
export function paddedConv2d(x: Tensor, kernel: Tensor, attrs: PaddedConv2dAttrs): Tensor {
  return known(runOp(paddedConv2dOp, { x, kernel }, attrs)[0], 'one output');
}

// ---------------------------------------------------------------------------------------------------------------------

function padded(x: Tensor, [top, bottom, left, right]: PaddedConv2dAttrs['margins']): Tensor {
  return pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]);
}
