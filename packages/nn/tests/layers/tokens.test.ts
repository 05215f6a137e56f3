import { type Piece, parameterCount } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import {
  batchNorm, block, classToken, classifierPiece, dense, gelu, initialised, layerNorm, patchEmbedding, port, positionEmbedding, selectToken, serial, transformerLayer,
} from '../../src/index.ts';
import { startCpu } from '../startCpu.ts';
import { largestDifference } from './largestDifference.ts';
import { passOf } from './passOf.ts';

/** Float32 keeps seven digits; the numbers here have at most two before the point, or the test says otherwise. */
const CLOSE = 1e-5;

beforeAll(startCpu);

describe('layerNorm', () => {
  const weights = () => ({ 'norm/scale': tf.tensor1d([1, 2, 3, 4]), 'norm/offset': tf.tensor1d([10, 20, 30, 40]) });

  it('normalises each token by its own biased variance', () => {
    // Mean 4, squared deviations 9, 1, 1, 9: variance 5, with ε = 1 √6. The second token has no spread: only the offset is left.
    const y = layerNorm({ epsilon: 1 })('norm', [2, 4]).apply(tf.tensor3d([[[1, 3, 5, 7], [8, 8, 8, 8]]]), weights(), passOf());
    const r = Math.sqrt(6);
    expect(largestDifference(y, [10 - 3 / r, 20 - 2 / r, 30 + 3 / r, 40 + 12 / r, 10, 20, 30, 40])).toBeLessThan(CLOSE);
  });

  it('takes vectors, and gives other samples of the batch no say', () => {
    const layer = layerNorm({ epsilon: 1 })('norm', [4]);
    const alone = layer.apply(tf.tensor2d([[1, 3, 5, 7]]), weights(), passOf()).dataSync();
    const together = layer.apply(tf.tensor2d([[1, 3, 5, 7], [90, -20, 3, 4]]), weights(), passOf()).dataSync();
    expect(together.slice(0, 4)).toEqual(alone);
  });

  it('has PyTorch’s ε by default and takes timm’s', () => {
    expect(layerNorm()('norm', [4]).spec).toEqual({ layer: 'layerNorm', epsilon: 1e-5 });
    const tiny = (epsilon: number): number => layerNorm({ epsilon })('norm', [4]).apply(tf.tensor2d([[-0.001, 0.001, -0.001, 0.001]]), { 'norm/scale': tf.ones([4]), 'norm/offset': tf.zeros([4]) }, passOf()).dataSync()[1] ?? 0;
    // The variance is 1e-6: 0.001 / √(1e-6 + ε).
    expect(tiny(1e-6)).toBeCloseTo(Math.SQRT1_2, 5);
    expect(tiny(1e-5)).toBeCloseTo(1 / Math.sqrt(11), 5);
  });
});

describe('gelu', () => {
  // x · Φ(x) from tables of the normal distribution; the approximation by tanh gives 0.841192 and −0.158808.
  it('is exact: Φ(1) = 0.8413447, Φ(−1) = 0.1586553, Φ(½) = 0.6914625', () => {
    expect(largestDifference(gelu()('gelu', [4]).apply(tf.tensor2d([[1, -1, 0.5, 0]]), {}, passOf()), [0.8413447, -0.1586553, 0.34573125, 0])).toBeLessThan(1e-6);
  });
});

describe('patchEmbedding', () => {
  it('maps each patch linearly, in reading order', () => {
    const layer = patchEmbedding({ patch: 2, width: 2 })('embed', [4, 4, 1]);
    // The first value of a token is the sum of its patch plus 100, the second its last pixel.
    const weights = { 'embed/kernel': tf.tensor4d([1, 0, 1, 0, 1, 0, 1, 1], [2, 2, 1, 2]), 'embed/bias': tf.tensor1d([100, 0]) };
    const image = tf.tensor4d(Array.from({ length: 16 }, (_, i) => i), [1, 4, 4, 1]);
    const y = layer.apply(image, weights, passOf());
    expect(y.shape).toEqual([1, 4, 2]);
    expect([...y.dataSync()]).toEqual([110, 5, 118, 7, 142, 13, 150, 15]);
  });

  it('mixes channels and keeps rows of oblong images', () => {
    const layer = patchEmbedding({ patch: 1, width: 1 })('embed', [1, 3, 2]);
    const weights = { 'embed/kernel': tf.tensor4d([1, 10], [1, 1, 2, 1]), 'embed/bias': tf.tensor1d([0]) };
    expect([...layer.apply(tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 1, 3, 2]), weights, passOf()).dataSync()]).toEqual([21, 43, 65]);
  });
});

describe('classToken, positionEmbedding and selectToken', () => {
  it('the class token comes first, in each sample', () => {
    const y = classToken()('cls', [2, 2]).apply(tf.tensor3d([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]), { 'cls/token': tf.tensor1d([-1, -2]) }, passOf());
    expect(y.shape).toEqual([2, 3, 2]);
    expect([...y.dataSync()]).toEqual([-1, -2, 1, 2, 3, 4, -1, -2, 5, 6, 7, 8]);
  });

  it('positions are added by place, in each sample', () => {
    const y = positionEmbedding()('pos', [2, 2]).apply(tf.tensor3d([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]), { 'pos/table': tf.tensor2d([[10, 20], [30, 40]]) }, passOf());
    expect([...y.dataSync()]).toEqual([11, 22, 33, 44, 15, 26, 37, 48]);
  });

  it('a token is selected by its place, the first unless said', () => {
    const x = tf.tensor3d([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]);
    expect([...selectToken()('select', [2, 2]).apply(x, {}, passOf()).dataSync()]).toEqual([1, 2, 5, 6]);
    expect([...selectToken({ index: 1 })('select', [2, 2]).apply(x, {}, passOf()).dataSync()]).toEqual([3, 4, 7, 8]);
  });
});

describe('initialised', () => {
  const kernel = { kind: 'truncated-normal', deviation: 0.02 } as const;

  it('changes the start of the roles that are named, and nothing else', () => {
    const [plain, other] = [dense({ units: 2 })('linear', [4]), initialised(dense({ units: 2 }), { kernel })('linear', [4])];
    expect(other.weights).toEqual([{ path: 'linear/kernel', shape: [4, 2], init: kernel, role: 'kernel' }, plain.weights[1]]);
    expect(other.spec).toEqual(plain.spec);
    const weights = { 'linear/kernel': tf.tensor2d([[1, 2], [3, 4], [5, 6], [7, 8]]), 'linear/bias': tf.tensor1d([1, 2]) };
    expect([...other.apply(tf.tensor2d([[1, 1, 1, 1]]), weights, passOf()).dataSync()]).toEqual([17, 22]);
  });

  it('reaches parts, and leaves statistics alone', () => {
    const bias = { kind: 'constant', value: 0 } as const;
    const norm = { kind: 'constant', value: 7 } as const;
    const layer = initialised(serial([['linear', dense({ units: 2 })], ['norm', batchNorm()]]), { kernel, bias, norm })('x', [4]);
    expect(layer.weights.map((w) => [w.path, w.init])).toEqual([
      ['x/linear/kernel', kernel], ['x/linear/bias', bias], ['x/norm/scale', norm], ['x/norm/offset', norm],
      ['x/norm/mean', { kind: 'constant', value: 0 }], ['x/norm/variance', { kind: 'constant', value: 1 }],
    ]);
  });
});

describe('a vision transformer of these layers has as many weights as torchvision’s and timm’s at 224 pixels, patch 16, 1,000 classes', () => {
  it.each([
    ['T', 192, 3, 5717416],
    ['S', 384, 6, 22050664],
    ['B', 768, 12, 86567656],
  ] as const)('%s', (_, width, heads, count) => {
    const stem = block('stem', port('image', [224, 224, 3]), serial([['patches', patchEmbedding({ patch: 16, width })], ['cls', classToken()], ['pos', positionEmbedding()]]));
    const tokens = port('features', [197, width]);
    expect(stem.outputs).toEqual([tokens]);
    const blocks = Array.from({ length: 12 }, (__, i): Piece => block(`block${i}`, tokens, transformerLayer({ heads, hidden: 4 * width, epsilon: 1e-6 })));
    const head = serial([['norm', layerNorm({ epsilon: 1e-6 })], ['select', selectToken()], ['linear', dense({ units: 1000 })]]);
    expect(parameterCount([stem, ...blocks, classifierPiece('classifier', tokens, head, { kind: 'classification', classes: 1000 })])).toBe(count);
  });
});
