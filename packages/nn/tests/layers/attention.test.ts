import { parameterCount, pieceCost } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { block, maskedBlock, multiHeadAttention, port, transformerLayer } from '../../src/index.ts';
import { startCpu } from '../startCpu.ts';
import { largestDifference } from './largestDifference.ts';
import { passOf } from './passOf.ts';

/** Float32 keeps seven digits; the numbers here have at most two before the point, or the test says otherwise. */
const CLOSE = 1e-5;

beforeAll(startCpu);

type Matrix = readonly (readonly number[])[];

describe('multiHeadAttention', () => {
  it('by hand: one head of width 1, scores q · k of 1 · 0 and 1 · ln 3, so shares of ¼ and ¾', () => {
    const layer = multiHeadAttention({ heads: 1 })('attn', [2, 1]);
    // q = 0 · x + 1, k = x, v = 4 · x + 2; then 10 · mixed + 100.
    const weights = {
      'attn/qkv/kernel': tf.tensor2d([[0, 1, 4]]), 'attn/qkv/bias': tf.tensor1d([1, 0, 2]),
      'attn/proj/kernel': tf.tensor2d([[10]]), 'attn/proj/bias': tf.tensor1d([100]),
    };
    const y = layer.apply(tf.tensor3d([[[0], [Math.log(3)]]]), weights, passOf());
    expect(largestDifference(y, [100 + 10 * (2 + 3 * Math.log(3)), 100 + 10 * (2 + 3 * Math.log(3))])).toBeLessThan(1e-4);
  });

  // Two samples of three tokens of width 4, two heads of width 2.
  const x = [
    [[0.5, -1, 2, 0.25], [1, 0.75, -0.5, 1.5], [-2, 0.5, 1, -1]],
    [[1.5, 1, 0, -0.25], [0.5, -0.75, 1.25, 2], [-1, -0.5, 0.5, 1]],
  ];
  const kernel = table(4, 12, 3);
  const bias = table(1, 12, 5)[0] ?? [];
  const projection = table(4, 4, 7);
  const projectionBias = [1, -2, 3, -4];
  const weights = () => ({
    'attn/qkv/kernel': tf.tensor2d(kernel.map((r) => [...r])), 'attn/qkv/bias': tf.tensor1d([...bias]),
    'attn/proj/kernel': tf.tensor2d(projection.map((r) => [...r])), 'attn/proj/bias': tf.tensor1d(projectionBias),
  });
  const expected = (counts: readonly (readonly number[])[], heads = 2): number[] =>
    x.flatMap((sample, n) => plainAttention(sample, kernel, bias, projection, projectionBias, heads, counts[n] ?? []).flat());
  const all = [[1, 1, 1], [1, 1, 1]];

  it('equals the formula written as loops', () => {
    expect(largestDifference(multiHeadAttention({ heads: 2 })('attn', [3, 4]).apply(tf.tensor3d(x), weights(), passOf()), expected(all))).toBeLessThan(CLOSE);
  });

  it('differs with the number of heads: negative control', () => {
    const y = multiHeadAttention({ heads: 1 })('attn', [3, 4]).apply(tf.tensor3d(x), weights(), passOf());
    expect(largestDifference(y, expected(all))).toBeGreaterThan(0.01);
    expect(largestDifference(y, expected(all, 1))).toBeLessThan(CLOSE);
  });

  it('without biases of queries, keys and values needs none', () => {
    const { 'attn/qkv/bias': _, ...rest } = weights();
    const y = multiHeadAttention({ heads: 2, qkvBias: false })('attn', [3, 4]).apply(tf.tensor3d(x), rest, passOf());
    expect(largestDifference(y, x.flatMap((sample) => plainAttention(sample, kernel, bias.map(() => 0), projection, projectionBias, 2, [1, 1, 1]).flat()))).toBeLessThan(CLOSE);
  });

  it('reads only keys that count, by a mask of either type', () => {
    const layer = multiHeadAttention({ heads: 2 })('attn', [3, 4]);
    const mask = [[1, 1, 0], [0, 1, 0]];
    expect(largestDifference(layer.apply(tf.tensor3d(x), weights(), passOf(), tf.tensor2d(mask, [2, 3], 'int32')), expected(mask))).toBeLessThan(CLOSE);
    expect(largestDifference(layer.apply(tf.tensor3d(x), weights(), passOf(), tf.tensor2d(mask)), expected(mask))).toBeLessThan(CLOSE);
    expect(largestDifference(layer.apply(tf.tensor3d(x), weights(), passOf(), tf.tensor2d(all)), expected(all))).toBeLessThan(CLOSE);
  });

  it('a key that does not count changes nothing, whatever it holds', () => {
    const layer = multiHeadAttention({ heads: 2 })('attn', [3, 4]);
    const mask = tf.tensor2d([[1, 1, 0], [1, 1, 0]]);
    const rowsOf = (third: number): number[] => {
      const changed = x.map((sample) => [...sample.slice(0, 2), [third, 40, -third, 30]]);
      return [...layer.apply(tf.tensor3d(changed), weights(), passOf(), mask).slice([0, 0, 0], [2, 2, 4]).dataSync()];
    };
    expect(rowsOf(90)).toEqual(rowsOf(-50));
  });

  it('a key that does not count has no share, though all that count score far less', () => {
    const layer = multiHeadAttention({ heads: 1 })('attn', [2, 1]);
    // Queries and values are x, keys −x: the first key scores −100 for the first query, the second, which does not count, would score −10.
    const plain = {
      'attn/qkv/kernel': tf.tensor2d([[1, -1, 1]]), 'attn/qkv/bias': tf.tensor1d([0, 0, 0]), 'attn/proj/kernel': tf.tensor2d([[1]]), 'attn/proj/bias': tf.tensor1d([0]),
    };
    const x = tf.tensor3d([[[10], [1]]]);
    expect([...layer.apply(x, plain, passOf(), tf.tensor2d([[1, 0]])).dataSync()]).toEqual([10, 10]);
    expect(largestDifference(layer.apply(x, plain, passOf()), [1, 1 + 9 / (1 + Math.exp(9))])).toBeLessThan(CLOSE); // negative control
  });

  it('keys that do not count have no gradient, also where none counts', () => {
    const layer = multiHeadAttention({ heads: 2, qkvBias: false })('attn', [3, 4]);
    const { 'attn/qkv/bias': _, ...given } = weights();
    // The kernel's columns 4 to 7 make the keys.
    const keyGradient = (counts: number[]): number => {
      const mask = tf.tensor2d([counts, counts]);
      const gradient = tf.grad((k: tf.Tensor) => tf.mul(layer.apply(tf.tensor3d(x), { ...given, 'attn/qkv/kernel': k }, passOf(), mask), tf.tensor3d(x)))(given['attn/qkv/kernel']);
      return Math.max(...gradient.slice([0, 4], [4, 4]).abs().dataSync());
    };
    expect(keyGradient([0, 0, 0])).toBe(0);
    expect(keyGradient([1, 1, 0])).toBeGreaterThan(0.001);
  });

  it('where none counts takes the mean of all, not NaN', () => {
    const layer = multiHeadAttention({ heads: 1 })('attn', [2, 1]);
    const plain = {
      'attn/qkv/kernel': tf.tensor2d([[1, 1, 1]]), 'attn/qkv/bias': tf.tensor1d([0, 0, 0]), 'attn/proj/kernel': tf.tensor2d([[1]]), 'attn/proj/bias': tf.tensor1d([0]),
    };
    expect(largestDifference(layer.apply(tf.tensor3d([[[2], [6]]]), plain, passOf(), tf.tensor2d([[0, 0]])), [4, 4])).toBeLessThan(CLOSE);
  });
});

describe('transformerLayer', () => {
  it('is x + attention(norm(x)), then y + mlp(norm(y)): with zero kernels only biases are left', () => {
    const layer = transformerLayer({ heads: 2, hidden: 3, epsilon: 1e-6 })('block0', [2, 2]);
    const weights = Object.fromEntries(layer.weights.map(({ path, shape }) => [path, tf.zeros([...shape])]));
    const y = layer.apply(tf.tensor3d([[[1, 2], [3, 4]]]), {
      ...weights,
      'block0/attn/proj/bias': tf.tensor1d([10, 20]),
      // The hidden layer is gelu(1) = Φ(1) = 0.8413447 everywhere.
      'block0/mlp/fc1/bias': tf.tensor1d([1, 1, 1]),
      'block0/mlp/fc2/kernel': tf.tensor2d([[100, 0], [100, 0], [100, 1000]]),
    }, passOf());
    expect(largestDifference(y, [11 + 252.40342, 22 + 841.3447, 13 + 252.40342, 24 + 841.3447])).toBeLessThan(1e-3);
  });

  it('norms come first: a shift and a scale of x reach the mlp not at all', () => {
    const layer = transformerLayer({ heads: 1, hidden: 2, epsilon: 1e-12 })('b', [1, 2]);
    const weights = {
      ...Object.fromEntries(layer.weights.map(({ path, shape }) => [path, tf.zeros([...shape])])),
      'b/norm2/scale': tf.ones([2]), 'b/mlp/fc1/kernel': tf.tensor2d([[1, 0], [0, 1]]), 'b/mlp/fc2/kernel': tf.tensor2d([[1, 0], [0, 1]]),
    };
    // norm(y) = (−1, 1): gelu(−1) = −0.1586553, gelu(1) = 0.8413447.
    expect(largestDifference(layer.apply(tf.tensor3d([[[3, 5]]]), weights, passOf()), [2.8413447, 5.8413447])).toBeLessThan(CLOSE);
    expect(largestDifference(layer.apply(tf.tensor3d([[[-10, 90]]]), weights, passOf()), [-10.1586553, 90.8413447])).toBeLessThan(1e-4);
  });

  it('of ViT-T has 444,864 weights: 12 d² + 13 d at d = 192', () => {
    const piece = block('block0', port('tokens', [197, 192]), transformerLayer({ heads: 3, hidden: 768, epsilon: 1e-6 }));
    expect(parameterCount([piece])).toBe(444864);
    expect(12 * 192 * 192 + 13 * 192).toBe(444864);
    expect(piece.weights.map((w) => w.path.slice('block0/'.length))).toEqual([
      'norm1/scale', 'norm1/offset', 'attn/qkv/kernel', 'attn/qkv/bias', 'attn/proj/kernel', 'attn/proj/bias',
      'norm2/scale', 'norm2/offset', 'mlp/fc1/kernel', 'mlp/fc1/bias', 'mlp/fc2/kernel', 'mlp/fc2/bias',
    ]);
  });

  it('without biases of queries, keys and values has 3 d fewer', () => {
    const piece = block('block0', port('tokens', [197, 192]), transformerLayer({ heads: 3, hidden: 768, qkvBias: false }));
    expect(parameterCount([piece])).toBe(444864 - 576);
  });

  it('of ViT-T at 197 tokens costs 12 · T · d² + 2 · T² · d', () => {
    const piece = block('block0', port('tokens', [197, 192]), transformerLayer({ heads: 3, hidden: 768 }));
    expect(pieceCost(piece)).toBe(12 * 197 * 192 * 192 + 2 * 197 * 197 * 192);
  });
});

describe('maskedBlock', () => {
  const tokens = port('features', [3, 4]);
  const maker = transformerLayer({ heads: 2, hidden: 8 });

  it('has the mask as its second input and hands it to the attention', () => {
    const piece = maskedBlock('block1', tokens, port('mask', [3], 'int32'), maker);
    expect(piece.inputs).toEqual([tokens, { name: 'mask', shape: [3], dtype: 'int32' }]);
    const weights = Object.fromEntries(piece.weights.map(({ path, shape }, i) => [path, tf.tensor(table(1, shape.reduce((a, b) => a * b, 1), i + 2).flat(), [...shape])]));
    const run = (mask: number[], third: number): number[] => {
      const { features } = piece.apply({ features: tf.tensor3d([[[1, 2, 3, 5], [4, 2, 0, 1], [third, 1, 3, 2]]]), mask: tf.tensor2d([mask], [1, 3], 'int32') }, weights, passOf());
      return [...(features as tf.Tensor).slice([0, 0, 0], [1, 2, 4]).dataSync()];
    };
    expect(run([1, 1, 0], 9)).toEqual(run([1, 1, 0], -7));
    expect(run([1, 1, 1], 9)).not.toEqual(run([1, 1, 1], -7)); // negative control
  });

  it('costs a product and a sum for each score and two steps for each token more, and says so in its spec', () => {
    const [masked, plain] = [maskedBlock('block1', tokens, port('mask', [3]), maker), block('block1', tokens, maker)];
    expect(pieceCost(masked)).toBe(pieceCost(plain));
    expect(pieceCost(masked, 'fvcore') - pieceCost(plain, 'fvcore')).toBe(2 * 3 + 2 * 2 * 9);
    expect(masked.spec).not.toEqual(plain.spec);
  });

  it.each([[[4]], [[3, 4]], [[]]])('refuses a mask of %j for three tokens', (shape) => {
    expect(() => maskedBlock('block1', tokens, port('mask', shape), maker)).toThrow(expect.objectContaining({ code: 'bad-network', at: 'block1' }));
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** Fixed numbers in [−0.5, 0.5]. */
function table(rows: number, columns: number, seed: number): number[][] {
  return Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (__, c) => ((r * columns + c + 1) * seed * 37 % 101) / 100 - 0.5));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, v, i) => sum + v * (b[i] ?? Number.NaN), 0);
}

function linear(rows: Matrix, kernel: Matrix, bias: readonly number[]): number[][] {
  return rows.map((row) => bias.map((b, c) => b + dot(row, kernel.map((k) => k[c] ?? Number.NaN))));
}

/** Section 3.2 of arXiv 1706.03762 for one sample, in doubles; keys with a count of 0 are left out of the sums. */
function plainAttention(x: Matrix, kernel: Matrix, bias: readonly number[], projection: Matrix, projectionBias: readonly number[], heads: number, counts: readonly number[]): number[][] {
  const width = projectionBias.length;
  const each = width / heads;
  const all = linear(x, kernel, bias);
  const part = (row: readonly number[] | undefined, which: number, head: number): number[] => row?.slice(which * width + head * each, which * width + (head + 1) * each) ?? [];
  const mixed = all.map((row) => Array.from({ length: heads }, (_, head) => {
    const powers = all.map((key, j) => (counts[j] === 1 ? Math.exp(dot(part(row, 0, head), part(key, 1, head)) / Math.sqrt(each)) : 0));
    const total = powers.reduce((a, b) => a + b, 0);
    return Array.from({ length: each }, (__, c) => all.reduce((sum, value, j) => sum + ((powers[j] ?? 0) / total) * (part(value, 2, head)[c] ?? Number.NaN), 0));
  }).flat());
  return linear(mixed, projection, projectionBias);
}
