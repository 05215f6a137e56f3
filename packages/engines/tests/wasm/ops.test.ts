import { type Op, batchNormEvalOp, batchNormTrainGradOp, batchNormTrainOp, hasNativeKernel, runOp } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { startEngine } from '../../src/index.ts';
import { on, relativeDifference, values } from '../agreement.ts';

/** Of the largest value: means of up to 30,000 float32 values in another order, which centring and dividing by a deviation pass on. */
const TOLERANCE = 3e-5;
const ATTRS = { epsilon: 1e-5, momentum: 0.1 };

/** Rows that fit into a vector, that do not divide by it, that are one pixel wide, and vectors. */
const SHAPES = [[2, 3, 4, 5], [7, 31, 1, 3], [3, 32, 32, 10], [4, 3, 3, 5000], [13, 7], [1, 6, 2]];

beforeAll(async () => {
  await startEngine('cpu');
  await startEngine('wasm');
});

describe('batch normalisation on wasm', () => {
  it('is implemented, not composed', async () => {
    await tf.setBackend('wasm');
    expect([batchNormTrainOp, batchNormTrainGradOp, batchNormEvalOp].map(hasNativeKernel)).toEqual([true, true, true]);
  });

  it.each(SHAPES.map((shape) => [shape]))('of %j equals the composition on cpu', async (shape) => {
    const inputs = () => inputsOf(shape);
    expect(await difference(batchNormTrainOp, () => pick(inputs(), ['x', 'scale', 'offset', 'runningMean', 'runningVariance']), ATTRS, 5)).toBeLessThan(TOLERANCE);
    expect(await difference(batchNormTrainGradOp, () => pick(inputs(), ['dy', 'x', 'scale', 'mean', 'variance', 'reserve']), ATTRS, 3)).toBeLessThan(TOLERANCE);
    expect(await difference(batchNormEvalOp, () => pick(inputs(), ['x', 'scale', 'offset', 'mean', 'variance']), ATTRS, 1)).toBeLessThan(TOLERANCE);
  });

  it('is told apart from one with another ε, and from another momentum', async () => {
    const inputs = () => pick(inputsOf([2, 3, 4, 5]), ['x', 'scale', 'offset', 'runningMean', 'runningVariance']);
    expect(await difference(batchNormTrainOp, inputs, ATTRS, 5, { ...ATTRS, epsilon: 1e-3 })).toBeGreaterThan(TOLERANCE);
    expect(await difference(batchNormTrainOp, inputs, ATTRS, 5, { ...ATTRS, momentum: 0.11 })).toBeGreaterThan(TOLERANCE);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** The gradient is given the mean and variance of x, as the forward operation would have saved them. */
function inputsOf(shape: readonly number[]) {
  const channels = shape.at(-1) ?? 0;
  const x = tf.tensor(values(tf.util.sizeFromShape([...shape]), 1), [...shape]);
  const { mean, variance } = tf.moments(x, shape.slice(0, -1).map((_, axis) => axis));
  const vector = (seed: number) => tf.tensor1d(values(channels, seed));
  return {
    x, dy: tf.tensor(values(x.size, 2), [...shape]), scale: vector(3), offset: vector(4), runningMean: vector(5), runningVariance: tf.add(vector(6), 2),
    mean, variance, reserve: tf.tensor1d([], 'float32'),
  };
}

function pick<K extends string>(all: { readonly [key in K]: tf.Tensor }, names: readonly K[]): { readonly [key in K]: tf.Tensor } {
  return Object.fromEntries(names.map((name) => [name, all[name]])) as { readonly [key in K]: tf.Tensor };
}

/** The largest difference of the first `count` outputs: on wasm, and by the definition on cpu. */
async function difference<I extends string, A extends tf.NamedAttrMap>(op: Op<I, A>, inputs: () => { readonly [K in I]: tf.Tensor }, attrs: A, count: number, referenceAttrs = attrs): Promise<number> {
  const found = await on('wasm', () => runOp(op, inputs(), attrs).slice(0, count));
  const reference = await on('cpu', () => op.reference(inputs(), referenceAttrs).slice(0, count) as tf.Tensor[]);
  return Math.max(...found.map((array, i) => relativeDifference(array, reference[i] ?? new Float32Array())));
}
