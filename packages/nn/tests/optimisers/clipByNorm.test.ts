import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { clipByNorm } from '../../src/index.ts';

beforeAll(async () => void (await tf.setBackend('cpu')));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const gradients = (): { readonly a: tf.Tensor; readonly b: tf.Tensor } => ({ a: tf.tensor2d([[3, 0]]), b: tf.scalar(4) });

describe('clipByNorm', () => {
  it('scales all gradients by norm / (their common norm + 1e-6): 5 becomes 2.5', () => {
    const clipped = clipByNorm(gradients(), 2.5);
    expect(clipped['a']?.dataSync()[0]).toBeCloseTo(1.5, 6);
    expect(clipped['b']?.dataSync()[0]).toBeCloseTo(2, 6);
    expect(clipped['a']?.shape).toEqual([1, 2]);
    expect(clipped['b']?.shape).toEqual([]);
  });

  it('leaves smaller gradients as they are', () => {
    const clipped = clipByNorm(gradients(), 6);
    expect([...(clipped['a']?.dataSync() ?? []), ...(clipped['b']?.dataSync() ?? [])]).toEqual([3, 0, 4]);
  });

  it('gives new tensors and leaves nothing else behind', () => {
    const given = gradients();
    const before = tf.memory().numTensors;
    const clipped = clipByNorm(given, 1);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose({ ...given });
    expect(clipped['b']?.dataSync()[0]).toBeCloseTo(0.8, 6);
  });

  it('has nothing to do without gradients', () => {
    expect(clipByNorm({}, 1)).toEqual({});
  });
});
