import { describe, expect, it } from 'vitest';

import { blockDominance } from '../src/dominance.ts';
import { innerProducts } from '../src/inner.ts';

const gradient = (...values: readonly number[]) => ({ 'block0/kernel': { shape: [values.length], values: Float32Array.from(values) } });
const inner = (...gradients: readonly (readonly number[])[]) => innerProducts(gradients.map((g) => (g.length === 0 ? {} : gradient(...g))), ['block0/kernel']);

describe('innerProducts', () => {
  it('adds up over the weights that are asked for, and takes what is not reached for 0', () => {
    const a = { x: { shape: [2], values: Float32Array.of(1, 2) }, y: { shape: [1], values: Float32Array.of(3) }, other: { shape: [1], values: Float32Array.of(100) } };
    const b = { x: { shape: [2], values: Float32Array.of(5, -1) } };
    expect(innerProducts([a, b], ['x', 'y'])).toEqual([[14, 3], [3, 26]]);
  });
});

describe('blockDominance', () => {
  it('is the numbers made by hand', () => {
    // g = (1, 0), (0, 2), (−1, 0): norms 1, 4, 1; sum (0, 2); of three pairs one is opposed; the last is at right angles to the sum.
    const found = blockDominance([inner([1, 0], [0, 2], [-1, 0])], 2);
    expect(found.shares).toEqual([1 / 6, 4 / 6, 1 / 6]);
    expect(found.energy).toBeCloseTo(4 / 9 / 2, 14);
    expect(found.conflict).toBeCloseTo(1 / 3, 14);
    expect(found.cosine).toBe(0);
  });

  it('adds norms over mini-batches, not shares', () => {
    // Norms 1 and 3, then 9 and 3: 10 and 6 of 16. The mean of the shares ¼ and ¾ would be ½.
    const first = [[1, 0], [0, 3]];
    const second = [[9, -1], [-1, 3]];
    const found = blockDominance([first, second], 1);
    expect(found.shares).toEqual([10 / 16, 6 / 16]);
    // Squared sums 4 and 10, of K² = 4; one pair of two is opposed; cosines 3/√(3·4) and 2/√(3·10).
    expect(found.energy).toBeCloseTo((4 + 10) / 2 / 4, 14);
    expect(found.conflict).toBe(0.5);
    expect(found.cosine).toBeCloseTo((3 / Math.sqrt(12) + 2 / Math.sqrt(30)) / 2, 14);
  });

  it('counts no pair with an exit that does not reach the block', () => {
    // The first exit is before it. The others are opposed: all pairs that there are.
    const found = blockDominance([inner([], [1, 1], [-1, 0])], 2);
    expect(found.shares[0]).toBe(0);
    expect(found.conflict).toBe(1);
    expect(blockDominance([inner([], [], [3, 4])], 2)).toEqual({ shares: [0, 0, 1], energy: 25 / 9 / 2, conflict: 0, cosine: 1 });
  });

  it('has no shares where nothing moves the block', () => {
    expect(blockDominance([inner([0, 0], [0, 0])], 2)).toEqual({ shares: [0, 0], energy: 0, conflict: 0, cosine: 0 });
  });
});
