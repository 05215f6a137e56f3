import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { adaptivePool, averagePool, conv2d, maxPool, sdnPool } from '../../src/index.ts';
import { adaptiveWindow } from '../../src/layers/adaptivePool.ts';
import { startCpu } from '../startCpu.ts';
import { passOf } from './passOf.ts';

beforeAll(startCpu);

/** 1 … size, as a map of one sample with one channel. */
function ramp(height: number, width: number): tf.Tensor4D {
  return tf.tensor4d(Array.from({ length: height * width }, (_, i) => i + 1), [1, height, width, 1]);
}

/** The definition of a convolution of one channel with symmetric padding, straight from PyTorch's documentation. */
function plainConvolution(height: number, width: number, kernel: readonly number[], side: number, stride: number, padding: number): number[] {
  const at = (r: number, c: number): number => (r < 0 || c < 0 || r >= height || c >= width ? 0 : r * width + c + 1);
  const rows = Math.floor((height + 2 * padding - side) / stride) + 1;
  const columns = Math.floor((width + 2 * padding - side) / stride) + 1;
  const out: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      out.push(kernel.reduce((sum, k, i) => sum + k * at(r * stride - padding + Math.floor(i / side), c * stride - padding + (i % side)), 0));
    }
  }
  return out;
}

describe('conv2d pads as PyTorch does', () => {
  const cube = [1, -2, 3, 5, 0, -1, 2, 4, -3];
  const five = Array.from({ length: 25 }, (_, i) => (i * 7) % 11 - 5);
  it.each([
    [4, 4, cube, 3, 1, 1], [4, 4, cube, 3, 2, 1], [5, 5, cube, 3, 2, 1], [6, 5, cube, 3, 2, 1], [7, 7, cube, 3, 2, 0], [8, 7, cube, 3, 3, 1],
    [7, 6, five, 5, 2, 2], [6, 6, five, 5, 1, 1], [4, 4, [2], 1, 2, 0], [4, 3, cube, 3, 1, 3], [4, 4, [2], 1, 2, 1],
  ] as const)('%i × %i, kernel %j of side %i, stride %i, padding %i', (height, width, kernel, side, stride, padding) => {
    const layer = conv2d({ filters: 1, kernel: side, stride, padding })('conv', [height, width, 1]);
    const y = layer.apply(ramp(height, width), { 'conv/kernel': tf.tensor4d([...kernel], [side, side, 1, 1]) }, passOf());
    expect(y.shape.slice(1)).toEqual(layer.shape);
    expect([...y.dataSync()]).toEqual(plainConvolution(height, width, kernel, side, stride, padding));
  });

  it('while `same` adds the odd row at the end: negative control', () => {
    const layer = conv2d({ filters: 1, kernel: 3, stride: 2, padding: 'same' })('conv', [4, 4, 1]);
    const y = layer.apply(ramp(4, 4), { 'conv/kernel': tf.tensor4d(cube, [3, 3, 1, 1]) }, passOf());
    expect(y.size).toBe(4);
    expect([...y.dataSync()]).not.toEqual(plainConvolution(4, 4, cube, 3, 2, 1));
  });

  it('adds its bias', () => {
    const layer = conv2d({ filters: 2, kernel: 1, bias: true })('conv', [1, 2, 1]);
    const y = layer.apply(ramp(1, 2), { 'conv/kernel': tf.tensor4d([1, 2], [1, 1, 1, 2]), 'conv/bias': tf.tensor1d([10, 20]) }, passOf());
    expect([...y.dataSync()]).toEqual([11, 22, 12, 24]);
  });
});

describe('pools', () => {
  it('maxPool: added places never win, even over negative values', () => {
    const y = maxPool({ size: 3, stride: 2, padding: 1 })('pool', [4, 4, 1]).apply(tf.neg(ramp(4, 4)), {}, passOf());
    expect([...y.dataSync()]).toEqual([-1, -2, -5, -6]);
  });

  it('averagePool: added zeros count, as in PyTorch', () => {
    const y = averagePool({ size: 3, stride: 2, padding: 1 })('pool', [3, 3, 1]).apply(ramp(3, 3), {}, passOf());
    expect([...y.dataSync()]).toEqual([12 / 9, 16 / 9, 24 / 9, 28 / 9].map(Math.fround));
  });

  it('averagePool: with `same` they do not', () => {
    const y = averagePool({ size: 3, stride: 2, padding: 'same' })('pool', [3, 3, 1]).apply(ramp(3, 3), {}, passOf());
    expect([...y.dataSync()]).toEqual([3, 4, 6, 7]);
  });
});

describe('adaptive windows follow ⌊i·n/s⌋ … ⌈(i+1)·n/s⌉', () => {
  it.each([
    [7, 4, [[0, 2], [1, 4], [3, 6], [5, 7]]],
    [5, 4, [[0, 2], [1, 3], [2, 4], [3, 5]]],
    [2, 4, [[0, 1], [0, 1], [1, 2], [1, 2]]],
    [3, 4, [[0, 1], [0, 2], [1, 3], [2, 3]]],
    [8, 4, [[0, 2], [2, 4], [4, 6], [6, 8]]],
    [1, 4, [[0, 1], [0, 1], [0, 1], [0, 1]]],
  ] as const)('%i to %i', (length, size, expected) => {
    expect([0, 1, 2, 3].map((i) => adaptiveWindow(length, size, i))).toEqual(expected);
  });

  it('in two directions: 3 × 2 to 2 × 2', () => {
    // Rows {1, 2} and {2, 3} of [1 2; 3 4; 5 6].
    expect([...adaptivePool(ramp(3, 2), 'max', 2).dataSync()]).toEqual([3, 4, 5, 6]);
    expect([...adaptivePool(ramp(3, 2), 'average', 2).dataSync()]).toEqual([2, 3, 4, 5]);
  });

  it('of equal maxima the first in reading order gets the gradient', () => {
    const gradient = tf.grad((x) => adaptivePool(x, 'max', 2))(tf.zeros([1, 3, 3, 1]));
    // Windows start at rows and columns 0 and 1.
    expect([...gradient.dataSync()]).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0]);
  });
});

describe('sdnPool', () => {
  it.each([
    [0, [2.5]], // the average of 1 … 4
    [1, [4]],
    [0.25, [2.875]], // 0.25 · 4 + 0.75 · 2.5
    [-1, [1]], // unbounded: −4 + 2 · 2.5
  ] as const)('with a mix of %f', (mix, expected) => {
    const y = sdnPool({ size: 1 })('pool', [2, 2, 1]).apply(ramp(2, 2), { 'pool/mix': tf.scalar(mix) }, passOf());
    expect([...y.dataSync()]).toEqual(expected);
  });
});
