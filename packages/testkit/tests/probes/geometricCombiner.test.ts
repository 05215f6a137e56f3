import type { Pass } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';

import { cascadeProbe, geometricCombiner } from '../../src/probes/cascade.ts';

const heads = cascadeProbe().network.nodes.filter((n) => n.part === 'head').map((n) => n.piece);
const pass: Pass = { statistics: 'running', noise: false, momentum: 0, seed: () => [0, 0], update: () => undefined };

/** Probabilities of the combiner of two heads, for one sample. */
function combined(gate: readonly number[], bias: readonly number[]): readonly number[] {
  const piece = geometricCombiner.build({ id: 'c', exit: 1, heads, task: { kind: 'classification', classes: 3 }, params: {} });
  return tf.tidy(() => {
    const x = { 'block0/head.logits': tf.tensor2d([[0, 1, 2]]), 'block1/head.logits': tf.tensor2d([[3, 0, -1]]) };
    const { logits } = piece.apply(x, { 'c/gate': tf.tensor1d([...gate]), 'c/bias': tf.tensor1d([...bias]) }, pass);
    return Array.from((tf.softmax(logits as tf.Tensor) as tf.Tensor).dataSync());
  });
}

const softmax = (z: readonly number[]): number[] => {
  const e = z.map(Math.exp);
  return e.map((v) => v / e.reduce((a, b) => a + b));
};

it('is the normalised geometric mean of the heads’ probabilities with closed gates and no bias', async () => {
  await startEngine('cpu');
  const [p, q] = [softmax([0, 1, 2]), softmax([3, 0, -1])];
  const means = p.map((v, i) => Math.sqrt(v * (q[i] ?? 0)));
  const total = means.reduce((a, b) => a + b);
  combined([0, 0], [0, 0, 0]).forEach((v, i) => expect(v).toBeCloseTo((means[i] ?? 0) / total, 6));
});

it('weighs a head by the exponential of its gate', async () => {
  await startEngine('cpu');
  // A gate of ln 2 doubles the log-probabilities of the second head: (log p + 2 log q) / 2.
  const [p, q] = [softmax([0, 1, 2]), softmax([3, 0, -1])];
  const want = softmax(p.map((v, i) => (Math.log(v) + 2 * Math.log(q[i] ?? 0)) / 2 + (i === 2 ? 0.5 : 0)));
  combined([0, Math.log(2)], [0, 0, 0.5]).forEach((v, i) => expect(v).toBeCloseTo(want[i] ?? 0, 6));
});
