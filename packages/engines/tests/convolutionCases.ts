import type * as tf from '@tensorflow/tfjs-core';

export type Pad = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
export type Size4 = [number, number, number, number];
export type ConvolutionCase = readonly [name: string, input: Size4, filter: Size4, strides: number | [number, number], pad: Pad];

/** Convolutions that engines of ours give kernels of their own, by shapes at which they have gone wrong or could. */
export const CONVOLUTIONS: readonly ConvolutionCase[] = [
  ['3×3 same', [2, 7, 5, 3], [3, 3, 3, 4], 1, 'same'],
  ['3×3 same stride 2, odd', [2, 9, 7, 3], [3, 3, 3, 4], 2, 'same'],
  ['3×3 same stride 2, even', [2, 8, 8, 4], [3, 3, 4, 8], 2, 'same'],
  ['3×3 valid stride 2 with rows left over', [3, 8, 6, 2], [3, 3, 2, 5], 2, 'valid'],
  ['5×3 valid', [1, 9, 8, 1], [5, 3, 1, 1], 1, 'valid'],
  ['5×5 same stride 3', [2, 11, 10, 2], [5, 5, 2, 3], 3, 'same'],
  ['1×1', [2, 5, 5, 6], [1, 1, 6, 3], 1, 'same'],
  ['1×1 stride 2, odd', [2, 9, 7, 4], [1, 1, 4, 6], 2, 'same'],
  ['2×2 stride 2', [2, 6, 6, 3], [2, 2, 3, 2], 2, 'valid'],
  ['unequal strides', [2, 9, 9, 2], [3, 3, 2, 2], [2, 1], 'same'],
  ['explicit pads', [2, 6, 6, 2], [3, 3, 2, 3], 2, [[0, 0], [0, 1], [1, 0], [0, 0]]],
  ['the kernel covers the input', [3, 4, 4, 2], [4, 4, 2, 5], 1, 'valid'],
  ['batch 1, one channel each', [1, 6, 6, 1], [3, 3, 1, 1], 1, 'same'],
  ['many channels', [4, 6, 6, 20], [3, 3, 20, 17], 1, 'same'],
];
