import { describe, expect, it } from 'vitest';

import { holm, simultaneousLevel } from '../../src/statistics/holm.ts';

describe('holm', () => {
  it('multiplies the k-th smallest of m by m − k + 1, in the order given', () => {
    const adjusted = holm([0.03, 0.01, 0.2]); // .01 · 3, .03 · 2, .2 · 1
    expect(adjusted[0]).toBeCloseTo(0.06, 12);
    expect(adjusted[1]).toBeCloseTo(0.03, 12);
    expect(adjusted[2]).toBeCloseTo(0.2, 12);
  });

  it('never falls: a larger p has no smaller adjusted one', () => {
    const adjusted = holm([0.02, 0.021, 0.022]); // .06, max(.06, .042), max(.06, .022)
    expect(adjusted.map((p) => Number(p).toFixed(6))).toEqual(['0.060000', '0.060000', '0.060000']);
  });

  it('is at most one', () => {
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
  });

  it('is less strict than Bonferroni after the first', () => {
    expect(holm([0.01, 0.02, 0.03])[2]).toBeCloseTo(0.04, 12); // Bonferroni: .09
  });

  it('leaves one test as it is, and none as nothing', () => {
    expect(holm([0.04])).toEqual([0.04]);
    expect(holm([])).toEqual([]);
  });

  it('counts a test that could not be made', () => {
    const adjusted = holm([0.01, null, 0.04]);
    expect(adjusted[0]).toBeCloseTo(0.03, 12); // without the null: .02
    expect(adjusted[1]).toBeNull();
    expect(adjusted[2]).toBeCloseTo(0.08, 12);
  });
});

describe('simultaneousLevel', () => {
  it('shares the error among intervals', () => {
    expect(simultaneousLevel(0.05, 1)).toBe(0.95);
    expect(simultaneousLevel(0.06, 3)).toBeCloseTo(0.98, 12);
  });
});
