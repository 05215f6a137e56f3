import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { batchNorm, dropout, maskedMean } from '../../src/index.ts';
import { startCpu } from '../startCpu.ts';
import { passOf } from './passOf.ts';

beforeAll(startCpu);

describe('batchNorm', () => {
  const layer = batchNorm({ epsilon: 1 })('norm', [1]);
  const weights = () => ({ 'norm/scale': tf.tensor1d([3]), 'norm/offset': tf.tensor1d([10]), 'norm/mean': tf.tensor1d([2]), 'norm/variance': tf.tensor1d([3]) });
  // Mean 4; squared deviations 9, 1, 1, 9: variance 5 biased, 20/3 unbiased.
  const batch = () => tf.tensor2d([[1], [3], [5], [7]]);

  it('in training normalises by the batch and moves the running statistics a tenth, the variance unbiased', () => {
    const updates = new Map<string, tf.Tensor>();
    const y = layer.apply(batch(), weights(), passOf({ statistics: 'batch' }, updates));
    // 10 + 3 · (x − 4) / √(5 + 1)
    expectClose(y, [-3, -1, 1, 3].map((d) => 10 + (3 * d) / Math.sqrt(6)));
    expect([...updates.keys()]).toEqual(['norm/mean', 'norm/variance']);
    expectClose(updates.get('norm/mean'), [2.2]); // 0.9 · 2 + 0.1 · 4
    expectClose(updates.get('norm/variance'), [2.7 + 20 / 30]); // 0.9 · 3 + 0.1 · 20/3; the biased variance would give 3.2
  });

  it('in evaluation normalises by the running statistics and moves nothing', () => {
    const updates = new Map<string, tf.Tensor>();
    const y = layer.apply(batch(), weights(), passOf({ statistics: 'running' }, updates));
    expectClose(y, [-1, 1, 3, 5].map((d) => 10 + (3 * d) / 2)); // 10 + 3 · (x − 2) / √(3 + 1)
    expect(updates.size).toBe(0);
  });

  it('in an estimate makes the exact mean over the passes, whatever stood there before', () => {
    const first = new Map<string, tf.Tensor>();
    layer.apply(batch(), weights(), passOf({ statistics: 'estimate', momentum: 1 }, first));
    expect([...first.keys()]).toEqual(['norm/mean', 'norm/variance']);
    const second = new Map<string, tf.Tensor>();
    layer.apply(tf.tensor2d([[0], [2], [0], [2]]), { ...weights(), ...Object.fromEntries(first) }, passOf({ statistics: 'estimate', momentum: 0.5 }, second));
    expectClose(first.get('norm/mean'), [4]);
    expectClose(second.get('norm/mean'), [2.5]); // of 4 and 1
    expectClose(second.get('norm/variance'), [(20 / 3 + 4 / 3) / 2]);
  });

  it('hands over statistics that outlive the tape and the tidy', () => {
    const before = tf.memory().numTensors;
    const updates = new Map<string, tf.Tensor>();
    tf.tidy(() => {
      const given = weights();
      const gradient = tf.grad((x) => layer.apply(x, given, passOf({ statistics: 'batch' }, updates)));
      gradient(batch());
    });
    expectClose(updates.get('norm/mean'), [2.2]);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([...updates.values()]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves the tape the gradient of the batch’s own mean: a common shift of the batch changes nothing', () => {
    const given = weights();
    const pass = passOf({ statistics: 'batch', update: (_, value) => value.dispose() });
    const gradient = tf.grad((x) => tf.square(layer.apply(x, given, pass)))(batch());
    expect(Math.abs((tf.sum(gradient).dataSync() as Float32Array)[0] ?? 1)).toBeLessThan(1e-4);
    // Negative control: with running statistics it does change something.
    const other = tf.grad((x) => tf.square(layer.apply(x, given, passOf())))(batch());
    expect(Math.abs((tf.sum(other).dataSync() as Float32Array)[0] ?? 0)).toBeGreaterThan(1);
  });
});

describe('dropout', () => {
  const layer = dropout({ rate: 0.25 })('drop', [1000]);
  const ones = () => tf.ones([4, 1000]);
  const draw = (seed: readonly [number, number]) => [...layer.apply(ones(), {}, passOf({ noise: true, seed: () => seed })).dataSync()];

  it('drops a quarter and divides the rest by three quarters', () => {
    const y = draw([1, 2]);
    const kept = y.filter((v) => v !== 0);
    expect(new Set(kept)).toEqual(new Set([Math.fround(4 / 3)]));
    // 4000 draws have a deviation of √(4000 · ¼ · ¾) = 27; five of them.
    expect(Math.abs(kept.length - 3000)).toBeLessThan(137);
  });

  it('draws from the seed and from nothing else', () => {
    expect(draw([1, 2])).toEqual(draw([1, 2]));
    expect(draw([1, 2])).not.toEqual(draw([1, 3]));
    expect(draw([1, 2])).not.toEqual(draw([2, 2]));
  });

  it('asks for the seed of its own place', () => {
    const asked: string[] = [];
    layer.apply(ones(), {}, passOf({ noise: true, seed: (path) => (asked.push(path), [1, 2]) }));
    expect(asked).toEqual(['drop']);
  });

  it('is the identity without noise', () => {
    const x = ones();
    expect(layer.apply(x, {}, passOf({ noise: false }))).toBe(x);
  });
});

describe('maskedMean', () => {
  const x = () => tf.tensor3d([[[1, 10], [3, 30], [8, 80]], [[5, 50], [6, 60], [7, 70]]]);

  it('averages the tokens that count', () => {
    expect([...maskedMean(x(), tf.tensor2d([[1, 1, 0], [0, 0, 1]], [2, 3], 'int32')).dataSync()]).toEqual([2, 20, 7, 70]);
  });

  it('gives zeros where none counts, not NaN', () => {
    expect([...maskedMean(x(), tf.tensor2d([[0, 0, 0], [1, 1, 1]])).dataSync()]).toEqual([0, 0, 6, 60]);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** Float32 keeps seven digits; the numbers here have at most two before the point. */
function expectClose(actual: tf.Tensor | undefined, expected: readonly number[]): void {
  const values = [...(actual?.dataSync() ?? [])];
  expect(values).toHaveLength(expected.length);
  for (const [i, e] of expected.entries()) expect(values[i]).toBeCloseTo(e, 5);
}
