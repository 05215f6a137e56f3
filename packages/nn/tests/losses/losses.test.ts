import { type Network, type Piece, type ResolvedTerm, summandsOf } from '@exitbench/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { crossEntropy, distillation, meanSquaredError } from '../../src/index.ts';

beforeAll(async () => void (await tf.setBackend('cpu')));

let before = 0;
beforeEach(() => {
  tf.engine().startScope();
  before = tf.memory().numTensors;
});
afterEach(() => {
  tf.engine().endScope();
});

/** Float32 keeps seven digits; numbers here are of order one and come from sums of a dozen terms. */
const DIGITS = 6;

function numbers(tensor: tf.Tensor): readonly number[] {
  return [...tensor.dataSync()];
}

function near(expected: readonly number[]): readonly unknown[] {
  return expected.map((e): unknown => expect.closeTo(e, DIGITS));
}

describe('crossEntropy', () => {
  // −log softmax: log(1 + e⁻¹ + e⁻²) = 0.407606 and log 3 = 1.098612, by hand; smoothed: Σ target · log softmax in Python.
  it('is the mean over the batch', () => {
    expect(numbers(crossEntropy(tf.tensor2d([[1, 2, 3], [0, 0, 0]]), tf.tensor1d([2, 0], 'int32'), 0))).toEqual(near([0.7531091265562451]));
  });

  it('spreads the smoothed share over all classes', () => {
    expect(numbers(crossEntropy(tf.tensor2d([[1, 2, 3], [0, 0, 0]]), tf.tensor1d([2, 0], 'int32'), 0.1))).toEqual(near([0.8031091265562451]));
  });

  it('has the gradient (softmax − target) / n', () => {
    const gradient = tf.grad((z) => crossEntropy(z, tf.tensor1d([2, 0], 'int32'), 0))(tf.tensor2d([[0, 0, 0], [0, 0, 0]]));
    expect(numbers(gradient)).toEqual(near([1 / 6, 1 / 6, -1 / 3, -1 / 3, 1 / 6, 1 / 6]));
  });
});

describe('meanSquaredError', () => {
  it('is the mean of squared differences: (1 + 9) / 2', () => {
    expect(numbers(meanSquaredError(tf.tensor2d([[1], [5]]), tf.tensor1d([2, 2])))).toEqual(near([5]));
  });

  it('has the gradient 2 (value − label) / n', () => {
    expect(numbers(tf.grad((v) => meanSquaredError(v, tf.tensor1d([2, 2])))(tf.tensor2d([[1], [5]])))).toEqual(near([-1, 3]));
  });
});

describe('distillation', () => {
  const pupil = [[1, 2, 3], [0, 1, -1]];
  const teacher = [[3, 1, 0], [0, 0, 2]];

  // Value: Σ q log p in Python; gradient: its central differences in doubles with h = 1e-5 (error about 1e-10).
  it('is the temperature squared times the mean cross-entropy', () => {
    expect(numbers(distillation(tf.tensor2d(pupil), tf.tensor2d(teacher), 1))).toEqual(near([2.1487378302392157]));
    expect(numbers(distillation(tf.tensor2d(pupil), tf.tensor2d(teacher), 2))).toEqual(near([5.573541345761356]));
  });

  it('has the gradient of its definition', () => {
    expect(numbers(tf.grad((z) => distillation(z, tf.tensor2d(teacher), 2))(tf.tensor2d(pupil)))).toEqual(near([
      -0.44220799599870014, 0.07597198812270278, 0.36623600787599736, 0.09525432811408051, 0.2945388334119059, -0.38979316152598636,
    ]));
  });

  it('sends no gradient into the teacher: an exit that teaches itself does not move, although its loss would', () => {
    const at = (z: readonly number[]): number => distillation(tf.tensor2d([[...z]]), tf.tensor2d([[...z]]), 1).dataSync()[0] ?? 0;
    // Along the first logit the loss, here the entropy, changes by −p (log p + entropy) = .1418 a unit (p = .0900, entropy .8324).
    expect((at([1.1, 2, 3]) - at([0.9, 2, 3])) / 0.2).toBeCloseTo(0.1418, 3);
    expect(numbers(tf.grad((z) => distillation(z, z, 1))(tf.tensor2d([[1, 2, 3]])))).toEqual(near([0, 0, 0]));
  });

  it('does not depend on its teacher, as far as the tape knows', () => {
    const alone = tf.tensor2d(pupil);
    expect(() => tf.grad((weight) => distillation(alone, weight, 1))(tf.tensor2d(teacher))).toThrow(/Cannot compute gradient/);
  });
});

describe('distillation among two exits', () => {
  const piece = (id: string): Piece => ({ id, inputs: [], outputs: [], representation: '', weights: [], costs: [], spec: null, apply: () => ({}) });
  const network: Network = {
    task: { kind: 'classification', classes: 2 },
    inputs: [],
    nodes: [{ piece: piece('a/head'), part: 'head', sources: {} }, { piece: piece('c'), part: 'classifier', sources: {} }],
    exits: [{ name: 'a', after: 'a', head: 'a/head' }, { name: 'c', after: 'b', head: 'c' }],
  };
  const term = (from: 'last' | 'next' | 'later'): ResolvedTerm => ({
    kind: 'distil', at: ['a'], of: 'head', weight: 1, reduction: 'mean', from, temperature: 1,
  });

  it('is the same from the last, the next and all later exits', () => {
    const expected = [{ term: 0, moves: 'a/head', exit: 'a', teacher: 'c', share: 1 }];
    expect(summandsOf(network, [term('last')])).toEqual(expected);
    expect(summandsOf(network, [term('next')])).toEqual(expected);
    expect(summandsOf(network, [term('later')])).toEqual(expected);
  });
});

describe('losses on the tape', () => {
  it('leave the loss and its gradient, nothing else', () => {
    const logits = tf.tensor2d([[1, 2], [3, 4]]);
    const labels = tf.tensor1d([0, 1], 'int32');
    const values = tf.tensor2d([[1], [2]]);
    const wanted = tf.tensor1d([0, 1]);
    const scalars = [
      tf.valueAndGrad((z) => crossEntropy(z, labels, 0.1))(logits),
      tf.valueAndGrad((z) => distillation(z, logits, 3))(logits),
      tf.valueAndGrad((z) => meanSquaredError(z, wanted))(values),
    ];
    expect(tf.memory().numTensors).toBe(before + 4 + 2 * scalars.length);
  });
});
