import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { EIGVALSH_REFERENCE_ROWS, eigvalsh, eigvalshOp, eigvalshRows, hasNativeKernel, runOp } from '../../src/index.ts';
import { startCpu } from '../startCpu.ts';

beforeAll(startCpu);

describe('eigvalsh', () => {
  it('gives the eigenvalues in ascending order', async () => {
    expect([...await eigvalsh(tf.tensor2d([[3, 0, 0], [0, -1, 0], [0, 0, 2]]))]).toEqual([-1, 2, 3]);
  });

  it('keeps float64 where the reference computes: of the Hilbert matrix of two rows, (4 ± √13) / 6 to float32 entries', async () => {
    const [low, high] = await eigvalsh(tf.tensor2d([[1, 1 / 2], [1 / 2, 1 / 3]]));
    expect(low).toBeCloseTo((4 - Math.sqrt(13)) / 6, 7);
    expect(high).toBeCloseTo((4 + Math.sqrt(13)) / 6, 7);
  });

  it('reads the lower triangle only', async () => {
    expect([...await eigvalsh(tf.tensor2d([[0, 99], [1, 0]]))]).toEqual([expect.closeTo(-1, 12), expect.closeTo(1, 12)]);
  });

  it('as an operation gives the same as a tensor, and leaves no other behind', () => {
    const x = tf.tensor2d([[2, 1], [1, 2]]);
    const before = tf.memory().numTensors;
    const [y] = runOp(eigvalshOp, { x }, {});
    expect(y?.shape).toEqual([2]);
    expect([...y?.dataSync() ?? []]).toEqual([expect.closeTo(1, 6), expect.closeTo(3, 6)]);
    expect(tf.memory().numTensors).toBe(before + 1);
  });

  it('refuses what is not square, not finite, or larger than the reference takes', async () => {
    await expect(eigvalsh(tf.zeros([2, 3]))).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringContaining('[2, 3]') });
    await expect(eigvalsh(tf.zeros([2]))).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(eigvalsh(tf.tensor2d([[Number.NaN, 0], [0, 1]]))).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringContaining('finite') });
    const large = tf.zeros([EIGVALSH_REFERENCE_ROWS + 1, EIGVALSH_REFERENCE_ROWS + 1]);
    await expect(eigvalsh(large)).rejects.toMatchObject({ code: 'bad-argument', hint: expect.stringContaining('tensorflow') });
    expect(() => runOp(eigvalshOp, { x: large }, {})).toThrow(/at most 512 rows/);
  });

  it('says by name that there is no gradient', () => {
    const x = tf.tensor2d([[2, 1], [1, 2]]);
    expect(() => tf.grad((v) => tf.sum(runOp(eigvalshOp, { x: v }, {})[0] as tf.Tensor))(x)).toThrow('Eigenvalues have no gradient here.');
  });
});

describe('what an engine brings of its own', () => {
  it('is not the reference, run or not', async () => {
    tf.dispose(runOp(eigvalshOp, { x: tf.tensor2d([[1]]) }, {}) as tf.Tensor[]);
    expect(hasNativeKernel(eigvalshOp)).toBe(false);
    expect(eigvalshRows()).toBe(EIGVALSH_REFERENCE_ROWS);
  });

  it('is seen, and used', async () => {
    tf.registerBackend('other', () => new tf.KernelBackend());
    tf.registerKernel({ kernelName: eigvalshOp.name, backendName: 'other', kernelFunc: () => [] });
    await tf.setBackend('other');
    const [native, rows] = [hasNativeKernel(eigvalshOp), eigvalshRows()];
    await tf.setBackend('cpu');
    expect([native, rows]).toEqual([true, Number.POSITIVE_INFINITY]);
  });
});
