import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { startEngine } from '../../src/index.ts';
import { UNORDERED } from '../../src/webgpu/installKernels.ts';
import { relativeDifference, values } from '../agreement.ts';
import { CONVOLUTIONS, type Size4 } from '../convolutionCases.ts';
import { hasAdapter, noAdapter } from './adapterHere.ts';

/** Both backends sum a few hundred float32 products in different orders: some 1e-6 of the largest value. */
const TOLERANCE = 1e-5;

describe.skipIf(!hasAdapter)(`webgpu: operations${noAdapter}`, { timeout: 900_000 }, () => {
  beforeAll(async () => {
    await startEngine('cpu');
    await startEngine('webgpu');
  });

  it.each(CONVOLUTIONS)('convolution %s: value and gradients equal those of cpu', async (_, x, w, strides, pad) => {
    expect(await difference((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad), [x, w])).toBeLessThan(TOLERANCE);
  });

  it.each(CONVOLUTIONS.filter(([, , , strides, pad]) => typeof strides === 'number' && typeof pad === 'string'))('depthwise convolution %s: value and gradients equal those of cpu', async (_, x, [height, width], strides, pad) => {
    expect(await difference((a, b) => tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad as 'same'), [x, [height, width, x[3], 2]])).toBeLessThan(TOLERANCE);
  });

  it.each([
    ['max', [2, 8, 8, 3], 2, 2, 'valid'], ['max', [2, 7, 9, 3], 2, 2, 'valid'], ['max', [2, 8, 6, 3], 3, 2, 'valid'], ['max', [2, 6, 8, 3], 3, 2, 1], ['max', [2, 7, 9, 3], 3, 2, 'same'], ['max', [2, 7, 5, 3], 3, 1, 'same'], ['max', [2, 8, 8, 5], 4, 4, 'valid'],
    ['avg', [2, 8, 8, 3], 2, 2, 'valid'], ['avg', [2, 7, 9, 3], 3, 2, 'same'], ['avg', [2, 7, 5, 3], 3, 1, 'same'], ['avg', [2, 8, 8, 5], 8, 1, 'valid'],
  ] as [string, Size4, number, number, 'same' | 'valid' | number][])('%s pool %j, size %i, stride %i, %s: value and gradient equal those of cpu', async (kind, x, size, stride, pad) => {
    expect(await difference((a) => (kind === 'max' ? tf.maxPool : tf.avgPool)(a as tf.Tensor4D, size, stride, pad, typeof pad === 'number' ? 'floor' : undefined), [x])).toBeLessThan(TOLERANCE);
  });

  it('the gradient of a max pool goes to the first largest pixel, also of a window of equal or of negative values', async () => {
    await tf.setBackend('webgpu');
    const x = [-3, -1, -2, -4, 7, 7, 7, 7];
    const gradient = tf.tidy(() => tf.grad((t) => tf.sum(tf.mul(tf.maxPool(t as tf.Tensor4D, 2, 2, 'valid'), tf.tensor4d([5, 6], [2, 1, 1, 1]))))(tf.tensor4d(x, [2, 2, 2, 1])));
    expect([...await gradient.data()]).toEqual([0, 5, 0, 0, 6, 0, 0, 0]);
    gradient.dispose();
  });

  it.each([
    [[3, 4], [4, 5], false, false], [[4, 3], [4, 5], true, false], [[3, 4], [5, 4], false, true], [[4, 3], [5, 4], true, true],
    [[2, 3, 33], [2, 33, 5], false, false], [[70, 40], [40, 65], false, false], [[1, 2500], [2500, 3], false, false],
  ] as [number[], number[], boolean, boolean][])('product of %j and %j, transposed %s and %s: value and gradients equal those of cpu', async (x, w, ta, tb) => {
    expect(await difference((a, b) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, ta, tb), [x, w])).toBeLessThan(TOLERANCE);
  });

  it('softmax, log-softmax, means and variances equal those of cpu', async () => {
    expect(await difference((a) => tf.softmax(a as tf.Tensor2D), [[6, 11]])).toBeLessThan(TOLERANCE);
    expect(await difference((a) => tf.logSoftmax(a as tf.Tensor2D), [[6, 11]])).toBeLessThan(TOLERANCE);
    expect(await difference((a) => tf.moments(a as tf.Tensor, [0, 1, 2]).variance, [[4, 7, 5, 6]])).toBeLessThan(TOLERANCE);
    expect(await difference((a) => tf.sum(a as tf.Tensor, 1), [[3, 300, 2]])).toBeLessThan(TOLERANCE);
  });

  it('the gradient of a gather adds up rows of equal ids and leaves others at zero', async () => {
    await tf.setBackend('webgpu');
    const gradient = tf.tidy(() => tf.grad((table) => tf.sum(tf.mul(tf.gather(table, tf.tensor1d([2, 0, 2], 'int32')), tf.tensor2d([[1, 2], [3, 4], [5, 6]]))))(tf.zeros([4, 2])));
    // Row 0 is read once with (3, 4), row 2 twice with (1, 2) and (5, 6).
    expect([...await gradient.data()]).toEqual([3, 4, 0, 0, 6, 8, 0, 0]);
    gradient.dispose();
  });

  it.each(['int32', 'bool'] as const)('%s becomes a float that can be turned and read', async (dtype) => {
    await tf.setBackend('webgpu');
    const turned = tf.tidy(() => tf.transpose(tf.cast(tf.tensor2d([[1, 0, 1], [0, 0, 1]], [2, 3], dtype), 'float32')));
    const found = await turned.data();
    turned.dispose();
    expect(found).toEqual(Float32Array.of(1, 0, 0, 0, 1, 1));
  });

  it('sums by segments leave out ids that are none, and keep integers', async () => {
    await tf.setBackend('webgpu');
    const sums = tf.tidy(() => tf.unsortedSegmentSum(tf.tensor1d([1, 2, 4, 8], 'int32'), tf.tensor1d([1, -1, 1, 3], 'int32'), 3));
    expect([sums.dtype, [...await sums.data()]]).toEqual(['int32', [0, 5, 0]]);
    sums.dispose();
  });
});

describe.skipIf(!hasAdapter)(`webgpu: repeating${noAdapter}`, { timeout: 900_000 }, () => {
  beforeAll(() => startEngine('webgpu'));

  it('a long sum has the same bits each time', async () => {
    const product = async (): Promise<Float32Array> => {
      const y = tf.tidy(() => tf.matMul(tf.tensor2d(values(16 * 5000, 1), [16, 5000]), tf.tensor2d(values(5000 * 20, 2), [5000, 20])));
      const out = Float32Array.from(await y.data());
      y.dispose();
      return out;
    };
    const first = await product();
    for (let i = 0; i < 5; i++) expect(await product()).toEqual(first);
  });

  it('reading a tensor changes nothing that is computed from it', async () => {
    const inputs = values(200, 5);
    const unread = await powers(inputs, false);
    expect(await powers(inputs, true)).toEqual(unread);
    // The setting that makes it so: with it, what has been read is computed in JavaScript.
    tf.env().set('WEBGPU_CPU_FORWARD', true);
    const forwarded = await powers(inputs, true);
    tf.env().set('WEBGPU_CPU_FORWARD', false);
    expect(forwarded).not.toEqual(unread);
  });

  it('kernels that do not repeat are not there', () => {
    expect(UNORDERED.filter((name) => (tf.getKernel(name, 'webgpu') as unknown) !== undefined)).toEqual([]);
    expect(() => tf.tidy(() => tf.scatterND(tf.tensor2d([[0], [0]], [2, 1], 'int32'), tf.tensor1d([1, 2]), [2]))).toThrow(/ScatterNd.*not registered/);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** The largest difference between both engines, of a function of one or two inputs and its gradients, as a share of the largest value. */
async function difference(f: (...inputs: tf.Tensor[]) => tf.Tensor, shapes: readonly (readonly number[])[]): Promise<number> {
  const reference = await both('cpu', f, shapes);
  const found = await both('webgpu', f, shapes);
  return Math.max(...reference.map((array, i) => relativeDifference(found[i] ?? new Float32Array(), array)));
}

async function both(backend: string, f: (...inputs: tf.Tensor[]) => tf.Tensor, shapes: readonly (readonly number[])[]): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const results = tf.tidy(() => {
    const inputs = shapes.map((shape, i) => tf.tensor(values(tf.util.sizeFromShape([...shape]), 11 + i), [...shape]));
    const y = f(...inputs);
    const weights = tf.tensor(values(y.size, 13), y.shape);
    return [y, ...tf.grads((...given: tf.Tensor[]) => tf.sum(tf.mul(f(...given), weights)))(inputs)];
  });
  const arrays = await Promise.all(results.map(async (t) => Float32Array.from(await t.data())));
  tf.dispose(results);
  return arrays;
}

/** 1.7 to so many powers, by an operation that has no exact result; from a tensor that was read before or not. */
async function powers(inputs: Float32Array, read: boolean): Promise<Float32Array> {
  const x = tf.tidy(() => tf.mul(tf.tensor1d(Float32Array.from(inputs)), 3));
  if (read) await x.data();
  const y = tf.tidy(() => tf.exp(x));
  const out = Float32Array.from(await y.data());
  tf.dispose([x, y]);
  return out;
}
