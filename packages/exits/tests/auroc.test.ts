import { describe, expect, it } from 'vitest';

import { auroc } from '../src/index.ts';

describe('auroc', () => {
  it('counts pairs, and equal scores half', () => {
    // Positives .8, .5, .5; negatives .5, .2: (1 + 1) + (½ + 1) + (½ + 1) = 5 of 6 pairs.
    expect(auroc([0.8, 0.5, 0.2, 0.5, 0.5], [true, true, false, false, true])).toBeCloseTo(5 / 6, 14);
    // Ties decided for or against the positives would give 1 and 2/3.
    expect(auroc([0.8, 0.5, 0.2, 0.5 - 1e-9, 0.5], [true, true, false, false, true])).toBe(1);
    expect(auroc([0.8, 0.5, 0.2, 0.5 + 1e-9, 0.5], [true, true, false, false, true])).toBeCloseTo(4 / 6, 14);
  });

  it('is one half where scores say nothing, 0 and 1 where they say all', () => {
    expect(auroc([3, 3, 3, 3], [1, 0, 1, 0])).toBe(0.5);
    expect(auroc([1, 2, 3, 4], [0, 0, 1, 1])).toBe(1);
    expect(auroc([1, 2, 3, 4], [1, 1, 0, 0])).toBe(0);
  });

  it('is the share of pairs on many scores with ties, counted pair by pair', () => {
    const scores = Array.from({ length: 200 }, (_, i) => (i * 37) % 23);
    const positive = scores.map((s, i) => (s + ((i * 11) % 17)) % 3 === 0);
    let [wins, pairs] = [0, 0];
    scores.forEach((a, i) => scores.forEach((b, j) => {
      if (positive[i] !== true || positive[j] === true) return;
      pairs++;
      wins += a > b ? 1 : a === b ? 0.5 : 0;
    }));
    expect(auroc(scores, positive)).toBeCloseTo(wins / pairs, 12);
  });

  it('orders infinities', () => {
    expect(auroc([-Infinity, Infinity, 0, Infinity], [0, 1, 0, 1])).toBe(1);
  });

  it('says nothing of one kind, of none, and of what is not a number', () => {
    expect(auroc([1, 2], [1, 1])).toBeNull();
    expect(auroc([1, 2], [0, 0])).toBeNull();
    expect(auroc([], [])).toBeNull();
    expect(auroc([1, NaN, 2], [1, 0, 0])).toBeNull();
    expect(auroc([NaN, 1, 2], [0, 1, 0])).toBeNull();
  });
});
