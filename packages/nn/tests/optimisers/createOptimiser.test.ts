import type { Optimiser, WeightSpec } from '@exitbench/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createOptimiser } from '../../src/index.ts';

beforeAll(async () => void (await tf.setBackend('cpu')));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** What an optimiser is told of a step, as scalars. */
function numbersOf({ numbers }: ReturnType<typeof createOptimiser>, rate: number, step: number): { readonly [name: string]: tf.Scalar } {
  return Object.fromEntries(Object.entries(numbers(rate, step)).map(([name, value]) => [name, tf.scalar(value)]));
}

type Values = { readonly [path: string]: readonly number[] };

/** Runs steps from zero slots and gives every tensor's values after the last. */
function train(spec: Optimiser, weights: readonly WeightSpec[], start: Values, gradients: readonly Values[]): Values {
  const optimiser = createOptimiser(spec, weights);
  const shapes = new Map(weights.map((w) => [w.path, [...w.shape]]));
  const tensors = (values: Values): tf.NamedTensorMap =>
    Object.fromEntries(Object.entries(values).map(([path, v]) => [path, tf.tensor([...v], shapes.get(path) ?? [v.length])]));
  let now: { weights: tf.NamedTensorMap; slots: tf.NamedTensorMap } = {
    weights: tensors(start),
    slots: Object.fromEntries(optimiser.slots.map((s) => [s.path, tf.zeros([...s.shape])])),
  };
  gradients.forEach((g, i) => {
    const next = optimiser.update({ ...now, gradients: tensors(g), numbers: numbersOf(optimiser, spec.rate, i + 1) });
    now = { weights: { ...now.weights, ...next.weights }, slots: { ...now.slots, ...next.slots } };
  });
  return Object.fromEntries(Object.entries({ ...now.weights, ...now.slots }).map(([path, t]) => [path, [...t.dataSync()]]));
}

/** Weights of order one in float32, a handful of roundings of 6e-8 each. */
function near(...expected: readonly number[]): readonly unknown[] {
  return expected.map((e): unknown => expect.closeTo(e, 6));
}

const kernel: WeightSpec = { path: 'a/kernel', shape: [2, 1], init: { kind: 'constant', value: 0 }, role: 'kernel' };
const bias: WeightSpec = { path: 'a/bias', shape: [1], init: { kind: 'constant', value: 0 }, role: 'bias' };
const gate: WeightSpec = { path: 'a/mix', shape: [], init: { kind: 'constant', value: 0 }, role: 'gate' };

const sgd: Optimiser = { kind: 'sgd', rate: 0.5, momentum: 0.9, decay: 0.1, decayScope: 'all' };
const adam: Optimiser = { kind: 'adam', rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.1, decayScope: 'all' };

describe('sgd', () => {
  // By hand: v₁ = g₁ + .1·w₀ = (.6, .05), w₁ = (.7, −2.025); v₂ = .9·v₁ + g₂ + .1·w₁ = (1.61, −1.1575), w₂ = w₁ − .5·v₂.
  it('takes its first step with v = g, then adds momentum', () => {
    const one = train(sgd, [kernel], { 'a/kernel': [1, -2] }, [{ 'a/kernel': [0.5, 0.25] }]);
    expect(one['a/kernel']).toEqual(near(0.7, -2.025));
    const two = train(sgd, [kernel], { 'a/kernel': [1, -2] }, [{ 'a/kernel': [0.5, 0.25] }, { 'a/kernel': [1, -1] }]);
    expect(two['a/kernel']).toEqual(near(-0.105, -1.44625));
    expect(two['momentum/a/kernel']).toEqual(near(1.61, -1.1575));
  });

  it('remembers nothing without momentum', () => {
    const plain: Optimiser = { ...sgd, momentum: 0, decay: 0 };
    expect(createOptimiser(plain, [kernel]).slots).toEqual([]);
    expect(train(plain, [kernel], { 'a/kernel': [1, -2] }, [{ 'a/kernel': [0.5, 0.25] }])['a/kernel']).toEqual(near(0.75, -2.125));
  });
});

describe('adam and adamw', () => {
  const start = { 'a/kernel': [1, -2] };
  const gradients = [{ 'a/kernel': [0.5, 0.25] }, { 'a/kernel': [1, -1] }, { 'a/kernel': [-2, 0.5] }];

  // PyTorch's rule written out for single numbers in Python, in doubles.
  it('adds the coupled decay to the gradient', () => {
    const end = train(adam, [kernel], start, gradients);
    expect(end['a/kernel']).toEqual(near(0.9814560226699057, -1.9990224735050248));
    expect(end['first/a/kernel']).toEqual(near(-0.042687417309153125, -0.07406843639901231));
    expect(end['second/a/kernel']).toEqual(near(0.0051833793142008755, 0.0015332830633809891));
  });

  it('takes the decoupled decay from the weight', () => {
    const end = train({ ...adam, kind: 'adamw' }, [kernel], start, gradients);
    expect(end['a/kernel']).toEqual(near(0.97931876541901, -1.9972948311491336));
    expect(end['first/a/kernel']).toEqual(near(-0.0695, -0.01975));
  });
});

describe('decay scopes', () => {
  const weights = [bias, kernel, gate];
  const start = { 'a/bias': [1], 'a/kernel': [1, 1], 'a/mix': [1] };
  const still = [{ 'a/bias': [0], 'a/kernel': [0, 0], 'a/mix': [0] }];

  it('`all` decays every weight', () => {
    const end = train(sgd, weights, start, still);
    expect([...(end['a/bias'] ?? []), ...(end['a/kernel'] ?? []), ...(end['a/mix'] ?? [])]).toEqual(near(0.95, 0.95, 0.95, 0.95));
  });

  it('`kernels` leaves biases, norms and gates alone, coupled and decoupled', () => {
    const coupled = train({ ...sgd, decayScope: 'kernels' }, weights, start, still);
    expect([...(coupled['a/bias'] ?? []), ...(coupled['a/kernel'] ?? []), ...(coupled['a/mix'] ?? [])]).toEqual(near(1, 0.95, 0.95, 1));
    // rate · decay = .001
    const decoupled = train({ ...adam, kind: 'adamw', decayScope: 'kernels' }, weights, start, still);
    expect([...(decoupled['a/bias'] ?? []), ...(decoupled['a/kernel'] ?? []), ...(decoupled['a/mix'] ?? [])]).toEqual(near(1, 0.999, 0.999, 1));
  });

  it('counts embeddings among the kernels', () => {
    const embedding: WeightSpec = { ...bias, role: 'embedding' };
    expect(train({ ...sgd, decayScope: 'kernels' }, [embedding], { 'a/bias': [1] }, [{ 'a/bias': [0] }])['a/bias']).toEqual(near(0.95));
  });
});

describe('update', () => {
  it('leaves a weight without a gradient alone, its momentum too', () => {
    const optimiser = createOptimiser(sgd, [bias, kernel]);
    const next = optimiser.update({
      weights: { 'a/bias': tf.tensor1d([1]), 'a/kernel': tf.tensor2d([[1], [1]]) },
      gradients: { 'a/kernel': tf.tensor2d([[1], [1]]) },
      slots: { 'momentum/a/bias': tf.tensor1d([5]), 'momentum/a/kernel': tf.tensor1d([0, 0]) },
      numbers: numbersOf(optimiser, 0.5, 1),
    });
    expect(Object.keys(next.weights)).toEqual(['a/kernel']);
    expect(Object.keys(next.slots)).toEqual(['momentum/a/kernel']);
  });

  it('keeps shapes, gives new tensors, disposes of nothing given and leaves nothing behind', () => {
    const optimiser = createOptimiser(adam, [bias, kernel, gate]);
    const weights = { 'a/bias': tf.tensor1d([1]), 'a/kernel': tf.tensor2d([[1], [1]]), 'a/mix': tf.scalar(1) };
    const gradients = { 'a/bias': tf.tensor1d([1]), 'a/kernel': tf.tensor2d([[1], [1]]), 'a/mix': tf.scalar(1) };
    const slots = Object.fromEntries(optimiser.slots.map((s) => [s.path, tf.zeros([...s.shape])]));
    const numbers = numbersOf(optimiser, 0.1, 1);
    const count = tf.memory().numTensors;
    const next = optimiser.update({ weights, gradients, slots, numbers });
    expect(tf.memory().numTensors).toBe(count + 3 + 6);
    expect(Object.fromEntries(Object.entries(next.weights).map(([path, t]) => [path, t.shape]))).toEqual({ 'a/bias': [1], 'a/kernel': [2, 1], 'a/mix': [] });
    expect(Object.fromEntries(Object.entries(next.slots).map(([path, t]) => [path, t.shape]))).toEqual(
      Object.fromEntries(optimiser.slots.map((s) => [s.path, s.shape])),
    );
    for (const tensor of [...Object.values(next.weights), ...Object.values(next.slots)]) tensor.dispose();
    expect(tf.memory().numTensors).toBe(count);
    expect([...weights['a/kernel'].dataSync()]).toEqual([1, 1]);
    expect([...(slots['first/a/kernel']?.dataSync() ?? [])]).toEqual([0, 0]);
  });

  it('stays apart from what it was given when there is one flat weight and nothing to add', () => {
    const weights = { 'a/bias': tf.tensor1d([1]) };
    const gradients = { 'a/bias': tf.tensor1d([2]) };
    const slots = { 'momentum/a/bias': tf.tensor1d([0]) };
    const optimiser = createOptimiser({ ...sgd, decay: 0 }, [bias]);
    const next = optimiser.update({ weights, gradients, slots, numbers: numbersOf(optimiser, 0.5, 1) });
    tf.dispose([weights, gradients, slots]);
    expect([...(next.weights['a/bias']?.dataSync() ?? [])]).toEqual([0]);
    expect([...(next.slots['momentum/a/bias']?.dataSync() ?? [])]).toEqual([2]);
  });

  it('says which tensor is missing', () => {
    const optimiser = createOptimiser(sgd, [bias]);
    const given = { weights: { 'a/bias': tf.tensor1d([1]) }, gradients: { 'a/bias': tf.tensor1d([1]) }, slots: {}, numbers: numbersOf(optimiser, 1, 1) };
    expect(() => optimiser.update(given)).toThrow('momentum/a/bias');
  });
});
