import type { Tensor } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { type Geometry, convolved, inputGradient, kernelGradient } from './convolution.ts';
import { defineOp, runOp } from './defineOp.ts';

export interface PaddedConv2dAttrs {
  [name: string]: number[] | number;
  /** Rows and columns of zeros around the map: top, bottom, left, right. */
  margins: number[];
  stride: number;
}

/** A convolution of a map with zeros around it, for margins that are not TensorFlow's `same`. Its gradients are those of the map with the zeros in place. */
export const paddedConv2dOp = defineOp<'x' | 'kernel', PaddedConv2dAttrs>({
  name: 'PaddedConv2d',
  reference: ({ x, kernel }, attrs) => [convolved(x, kernel, geometryOf(attrs))],
  inputsToSave: ['x', 'kernel'],
  gradient([given], saved, attrs) {
    const dy = known(given, 'one output');
    const [x, kernel] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor];
    return {
      x: () => inputGradient(dy, kernel, x.shape, geometryOf(attrs)),
      kernel: () => kernelGradient(x, dy, kernel.shape, geometryOf(attrs)),
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

function geometryOf({ margins, stride }: PaddedConv2dAttrs): Geometry {
  return { stride, mode: 'valid', margins };
}
