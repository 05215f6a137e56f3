import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { readFingerprint, readManifest, startEngine } from '../../src/index.ts';
import { installOps, isOneDnnOnProcessor } from '../../src/tensorflow/ops/installOps.ts';
import { relativeDifference, values } from '../agreement.ts';

const native = readManifest();
const reason = 'reason' in native ? ` (skipped: ${native.reason})` : '';

/** Of the largest value: sums of up to 512 products in another order. */
const TOLERANCE = 3e-6;

/** On the smallest map, as many pixels as it takes. */
const SAMPLES = 32;

type Side = readonly [height: number, width: number];

describe.skipIf('reason' in native)(`the gradient of a convolution in its filter, for small maps${reason}`, () => {
  beforeAll(() => startEngine('tensorflow'));

  it.each<[string, Side, Side]>([
    ['4 × 4, window 3', [4, 4], [3, 3]], ['2 × 2, window 3', [2, 2], [3, 3]], ['3 × 4, window 3 × 5', [3, 4], [3, 5]], ['4 × 2, window 1 × 3', [4, 2], [1, 3]],
  ])('tensorflow: %s: that of the map with zeros around it, by products', (_, map, window) => {
    const { x, dy } = given(map, 256, 258);
    const [products, found] = run(x, dy, [...window, 256, 258]);
    expect(products).toBe(isInstalled() ? window[0] * window[1] : 0);
    expect(relativeDifference(found, padded(x, dy, window))).toBeLessThan(TOLERANCE);
    // Moved by a pixel it is another one.
    expect(relativeDifference(found, padded(tf.reverse(x, 1) as tf.Tensor4D, dy, window))).toBeGreaterThan(0.1);
    tf.dispose([x, dy]);
  });

  it.each<[string, Side, Side, number, number, number]>([
    ['a larger map', [4, 5], [3, 3], 256, 256, 1], ['fewer channels', [4, 4], [3, 3], 255, 256, 1], ['fewer filters', [4, 4], [3, 3], 256, 255, 1],
    ['a stride', [4, 4], [3, 3], 256, 256, 2], ['an even window', [4, 4], [2, 2], 256, 256, 1], ['a single point', [4, 4], [1, 1], 256, 256, 1], ['a window that misses the map', [1, 4], [3, 3], 256, 256, 1],
  ])('tensorflow: %s is left to the library', (_, map, window, channels, filters, stride) => {
    const { x, dy } = given(map, channels, filters, stride);
    expect(run(x, dy, [...window, channels, filters], stride)[0]).toBe(0);
    tf.dispose([x, dy]);
  });

  it('tensorflow: a small batch is left to the library', () => {
    const { x, dy } = given([4, 4], 256, 256);
    const [few, fewSlopes] = [x, dy].map((t) => tf.slice4d(t, [0, 0, 0, 0], [7, -1, -1, -1])) as [tf.Tensor4D, tf.Tensor4D];
    expect(run(few, fewSlopes, [3, 3, 256, 256])[0]).toBe(0);
    tf.dispose([x, dy, few, fewSlopes]);
  });

  it('tensorflow: it makes one tensor and leaves no other behind', () => {
    const { x, dy } = given([4, 4], 256, 256);
    // The first call hands the values over.
    run(x, dy, [3, 3, 256, 256]);
    const before = tf.memory().numTensors;
    const found = tf.engine().runKernel<tf.Tensor>('Conv2DBackpropFilter', { x, dy }, { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', filterShape: [3, 3, 256, 256] });
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([found, x, dy]);
  });

  it('tensorflow: NaN is not lost', () => {
    const { x, dy } = given([4, 4], 256, 256);
    const bad = tf.tidy(() => tf.where(tf.greater(tf.range(0, x.size).reshape(x.shape), 0), x, Number.NaN) as tf.Tensor4D);
    const kernel = tf.zeros([3, 3, 256, 256]) as tf.Tensor4D;
    const slope = tf.grad((k) => tf.conv2d(bad, k as tf.Tensor4D, 1, 'same'))(kernel, dy);
    // The first pixel of the first channel is seen by the four places of the window from its middle on up and to the left.
    expect(Array.from(slope.dataSync()).flatMap((v, i) => (Number.isNaN(v) && i % 256 === 0 ? [i / (256 * 256)] : []))).toEqual([0, 1, 3, 4]);
    tf.dispose([x, dy, bad, kernel, slope]);
  });

  it('tensorflow: it is installed once', () => {
    const kernel = tf.getKernel('Conv2DBackpropFilter', 'tensorflow');
    installOps({ onGpu: false });
    expect(tf.getKernel('Conv2DBackpropFilter', 'tensorflow')).toBe(kernel);
  });

  it('tensorflow: it is installed where oneDNN computes, and on no GPU', () => {
    const where = [false, true].flatMap((onGpu) => [false, true].map((hasOneDnn) => ({ onGpu, hasOneDnn, isOwnBinding: true })));
    expect(where.filter(isOneDnnOnProcessor)).toEqual([{ onGpu: false, hasOneDnn: true, isOwnBinding: true }]);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

function isInstalled(): boolean {
  return 'manifest' in native && native.manifest.device !== 'cuda' && readFingerprint('tensorflow').settings.oneDNN === 'on';
}

function given([height, width]: Side, channels: number, filters: number, stride = 1): { readonly x: tf.Tensor4D; readonly dy: tf.Tensor4D } {
  const of = (shape: [number, number, number, number], seed: number): tf.Tensor4D => tf.tensor4d(values(shape.reduce((a, b) => a * b), seed), shape);
  return { x: of([SAMPLES, height, width, channels], 1), dy: of([SAMPLES, Math.ceil(height / stride), Math.ceil(width / stride), filters], 2) };
}

/** How many products it took, and the gradient. */
function run(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: number[], stride = 1): readonly [number, Float32Array] {
  const watched = vi.spyOn(tf.backend() as unknown as { executeSingleOutput: (name: string) => tf.Tensor }, 'executeSingleOutput');
  const found = gradient(x, dy, filterShape, stride, 'same');
  const products = watched.mock.calls.filter(([name]) => name === 'MatMul').length;
  watched.mockRestore();
  return [products, found];
}

/** By the library: the zeros are a part of the map, which is larger then. */
function padded(x: tf.Tensor4D, dy: tf.Tensor4D, [rows, columns]: Side): Float32Array {
  const [down, right] = [(rows - 1) / 2, (columns - 1) / 2];
  return tf.tidy(() => gradient(tf.pad4d(x, [[0, 0], [down, down], [right, right], [0, 0]]), dy, [rows, columns, x.shape[3], dy.shape[3]], 1, 'valid'));
}

function gradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: number[], stride: number, pad: 'same' | 'valid'): Float32Array {
  return tf.tidy(() => Float32Array.from(tf.engine().runKernel<tf.Tensor>('Conv2DBackpropFilter', { x, dy }, { strides: [stride, stride], pad, dataFormat: 'NHWC', filterShape }).dataSync()));
}
