import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { startEngine } from '../../src/index.ts';
import { on, relativeDifference, values } from '../agreement.ts';
import { CONVOLUTIONS, type ConvolutionCase, type Size4 } from '../convolutionCases.ts';

/** Both backends sum a few hundred float32 products in different orders: some 1e-6 of the largest value. */
const TOLERANCE = 1e-5;

beforeAll(async () => {
  await startEngine('cpu');
  await startEngine('wasm');
});

describe('gradients of a convolution', () => {
  const cases: readonly ConvolutionCase[] = [
    ...CONVOLUTIONS,
    ['1×1 stride 2, even', [2, 8, 8, 4], [1, 1, 4, 6], 2, 'same'],
    ['a pad larger than the kernel', [2, 5, 5, 2], [2, 2, 2, 3], 1, 2],
  ];

  it.each(cases)('%s equal those of cpu', async (_, xShape, wShape, strides, pad) => {
    const x = values(tf.util.sizeFromShape(xShape), 11);
    const w = values(tf.util.sizeFromShape(wShape), 12);
    const gradients = () => {
      const dy = tf.conv2d(tf.tensor4d(x, xShape), tf.tensor4d(w, wShape), strides, pad);
      const weights = tf.tensor(values(dy.size, 13), dy.shape);
      const f = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad), weights)) as tf.Scalar;
      return tf.grads(f)([tf.tensor4d(x, xShape), tf.tensor4d(w, wShape)]);
    };
    const reference = await on('cpu', gradients);
    const found = await on('wasm', gradients);
    for (const [i, array] of found.entries()) expect(relativeDifference(array, reference[i] ?? new Float32Array())).toBeLessThan(TOLERANCE);
  });

  it('would be told apart from a convolution that is not turned', async () => {
    const x = values(2 * 7 * 5 * 3, 11);
    const w = values(3 * 3 * 3 * 3, 12);
    const forward = () => [tf.conv2d(tf.tensor4d(x, [2, 7, 5, 3]), tf.tensor4d(w, [3, 3, 3, 3]), 1, 'same')];
    const backward = () => [tf.grad((a) => tf.sum(tf.mul(tf.conv2d(a as tf.Tensor4D, tf.tensor4d(w, [3, 3, 3, 3]), 1, 'same'), tf.tensor4d(x, [2, 7, 5, 3]))))(tf.zeros([2, 7, 5, 3]))];
    const [wrong] = await on('wasm', forward);
    const [right] = await on('cpu', backward);
    expect(relativeDifference(wrong ?? new Float32Array(), right ?? new Float32Array())).toBeGreaterThan(0.1);
  });
});

describe('gradients of pools', () => {
  const cases: readonly ['max' | 'avg', Size4, number, number, 'same' | 'valid'][] = [
    ['max', [2, 8, 8, 3], 2, 2, 'valid'],
    ['max', [2, 7, 9, 3], 2, 2, 'valid'],
    ['max', [2, 7, 9, 3], 3, 2, 'same'],
    ['max', [2, 7, 5, 3], 3, 1, 'same'],
    ['max', [2, 8, 8, 5], 4, 4, 'valid'],
    ['avg', [2, 8, 8, 3], 2, 2, 'valid'],
    ['avg', [2, 7, 9, 3], 2, 2, 'valid'],
    ['avg', [2, 7, 9, 3], 3, 2, 'same'],
    ['avg', [2, 7, 5, 3], 3, 1, 'same'],
    ['avg', [2, 8, 8, 5], 4, 4, 'valid'],
    ['avg', [2, 8, 8, 5], 8, 1, 'valid'],
  ];

  it.each(cases)('%s %j, size %i, stride %i, %s equal those of cpu', async (kind, shape, size, stride, pad) => {
    const x = values(tf.util.sizeFromShape(shape), 21);
    const pool = (t: tf.Tensor4D) => (kind === 'max' ? tf.maxPool(t, size, stride, pad) : tf.avgPool(t, size, stride, pad));
    const gradient = () => {
      const y = pool(tf.tensor4d(x, shape));
      const weights = tf.tensor(values(y.size, 22), y.shape);
      return [tf.grad((t) => tf.sum(tf.mul(pool(t as tf.Tensor4D), weights)))(tf.tensor4d(x, shape))];
    };
    const [reference] = await on('cpu', gradient);
    const [found] = await on('wasm', gradient);
    expect(relativeDifference(found ?? new Float32Array(), reference ?? new Float32Array())).toBeLessThan(TOLERANCE);
  });

  it('goes to the first largest pixel, also of a window of equal or of negative values', async () => {
    const x = [-3, -1, -2, -4, 7, 7, 7, 7];
    const [found] = await on('wasm', () => [tf.grad((t) => tf.sum(tf.mul(tf.maxPool(t as tf.Tensor4D, 2, 2, 'valid'), tf.tensor4d([5, 6], [2, 1, 1, 1]))))(tf.tensor4d(x, [2, 2, 2, 1]))]);
    expect([...(found ?? [])]).toEqual([0, 5, 0, 0, 6, 0, 0, 0]);
  });
});

describe('the gradient of a gather', () => {
  it('adds up rows of equal ids and leaves others at zero', async () => {
    const [found] = await on('wasm', () => [tf.grad((table) => tf.sum(tf.mul(tf.gather(table, tf.tensor1d([2, 0, 2], 'int32')), tf.tensor2d([[1, 2], [3, 4], [5, 6]]))))(tf.zeros([4, 2]))]);
    // Row 0 is read once with (3, 4), row 2 twice with (1, 2) and (5, 6).
    expect([...(found ?? [])]).toEqual([3, 4, 0, 0, 6, 8, 0, 0]);
  });
});

describe('oneHot', () => {
  it.each(['float32', 'int32', 'bool'] as const)('as %s has ones where the indices point and nothing for those outside', async (dtype) => {
    const [found] = await on('wasm', () => [tf.oneHot(tf.tensor1d([2, 0, 5, -1], 'int32'), 3, 1, 0, dtype)]);
    expect([...(found ?? [])]).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('takes other values for on and off', async () => {
    const [found] = await on('wasm', () => [tf.oneHot(tf.tensor1d([1], 'int32'), 2, 0.75, 0.25, 'float32')]);
    expect([...(found ?? [])]).toEqual([0.25, 0.75]);
  });
});

describe('a slice', () => {
  const shape = [3, 4, 5, 2];
  const x = values(120, 41);
  const cases: readonly [readonly number[], readonly number[]][] = [
    [[0, 0, 0, 0], [3, 4, 5, 2]], [[1, 0, 0, 0], [2, 4, 5, 2]], [[0, 1, 0, 0], [3, 2, 5, 2]], [[1, 1, 2, 1], [2, 3, -1, 1]], [[2, 3, 4, 1], [1, 1, 1, 1]], [[0, 0, 0, 1], [3, 4, 5, 1]], [[1, 0, 0, 0], [0, 4, 5, 2]],
  ];

  it.each(cases)('from %j, %j long, is that of cpu', async (begin, size) => {
    const run = () => [tf.slice(tf.tensor(x, shape), [...begin], [...size])];
    const [reference] = await on('cpu', run);
    const [found] = await on('wasm', run);
    expect([...(found ?? [])]).toEqual([...(reference ?? [])]);
  });

  it.each([0, 1, 3])('in parts along axis %i, they are those of cpu', async (axis) => {
    const run = () => tf.split(tf.tensor(x, [3, 4, 5, 2]), [1, (shape[axis] ?? 0) - 1], axis);
    expect((await on('wasm', run)).map((part) => [...part])).toEqual((await on('cpu', run)).map((part) => [...part]));
  });

  it('of integers and of booleans keeps their type', async () => {
    const run = () => [tf.slice(tf.tensor1d([4, 5, 6], 'int32'), [1], [2]), tf.slice(tf.tensor1d([true, false, true], 'bool'), [1], [2])];
    expect((await on('wasm', run)).map((part) => [...part])).toEqual([[5, 6], [0, 1]]);
  });
});

describe('a tile', () => {
  it.each([1, 2, 3, 7, 8])('of a vector, %i times', async (times) => {
    const [found] = await on('wasm', () => [tf.tile(tf.tensor1d([1, 2, 3]), [times])]);
    expect([...(found ?? [])]).toEqual(Array.from({ length: times }, () => [1, 2, 3]).flat());
  });

  it('of a matrix', async () => {
    const [found] = await on('wasm', () => [tf.tile(tf.tensor2d([[1, 2], [3, 4]]), [2, 2])]);
    expect([...(found ?? [])]).toEqual([1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4]);
  });
});

describe('a clone', () => {
  it('shares its data and outlives the tensor that it came from', async () => {
    await tf.setBackend('wasm');
    const before = tf.memory().numBytes;
    const a = tf.tensor1d([1, 2, 3]);
    const b = tf.clone(a);
    expect(tf.memory().numDataBuffers).toBe(1);
    a.dispose();
    expect([...b.dataSync()]).toEqual([1, 2, 3]);
    b.dispose();
    expect(tf.memory().numBytes).toBe(before);
  });
});

describe('a training step', () => {
  it('leaves no tensor and no heap buffer behind', async () => {
    await tf.setBackend('wasm');
    const x = tf.tensor4d(values(2 * 8 * 8 * 3, 31), [2, 8, 8, 3]);
    const w = tf.tensor4d(values(3 * 3 * 3 * 4, 32), [3, 3, 3, 4]);
    const step = () => tf.dispose(tf.grads((a, b) => tf.sum(tf.maxPool(tf.relu(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same')) as tf.Tensor4D, 2, 2, 'valid')))([x, w]));
    step();
    const before = { tensors: tf.memory().numTensors, buffers: tf.backend().numDataIds() };
    step();
    step();
    expect({ tensors: tf.memory().numTensors, buffers: tf.backend().numDataIds() }).toEqual(before);
    tf.dispose([x, w]);
  });
});
