import { describe, expect, it } from 'vitest';

import { summarise } from '../src/summaries.ts';

describe('summaries of a spectrum', () => {
  it('are those computed by hand', () => {
    // Shares .8 and .2; (10/3)² / ((8/3)² + (2/3)²) = 100 / 68.
    expect(summarise(Float64Array.of(8 / 3, 2 / 3), 1e-3)).toEqual({
      rank: 2,
      stableRank: expect.closeTo(1.25, 12),
      effectiveRank: expect.closeTo(1 / (0.8 ** 0.8 * 0.2 ** 0.2), 12),
      participationRatio: expect.closeTo(25 / 17, 12),
    });
  });

  it('are all k for k equal eigenvalues', () => {
    expect(Object.values(summarise(Float64Array.of(7, 7, 7, 7), 1e-3))).toEqual([4, expect.closeTo(4, 12), expect.closeTo(4, 12), expect.closeTo(4, 12)]);
  });

  it('are all 1 for one direction, and 0 for none', () => {
    expect(Object.values(summarise(Float64Array.of(3, 0, 0), 1e-3))).toEqual([1, 1, 1, 1]);
    expect(Object.values(summarise(Float64Array.of(0, 0, 0), 1e-3))).toEqual([0, 0, 0, 0]);
  });

  it('do not change with the scale, however large or small', () => {
    const spectrum = Float64Array.of(5, 2, 1e-3);
    const scaled = (by: number): readonly number[] => Object.values(summarise(spectrum.map((l) => l * by), 1e-3));
    expect(scaled(1e-250)).toEqual(scaled(1).map((v) => expect.closeTo(v, 10)));
    expect(scaled(1e200)).toEqual(scaled(1).map((v) => expect.closeTo(v, 10)));
    expect(scaled(1)[0]).toBe(2);
  });

  it('count what lies above the threshold, strictly', () => {
    const spectrum = Float64Array.of(1, 0.5, 0.25, 0.125);
    expect([0.1, 0.125, 0.2, 0.5].map((threshold) => summarise(spectrum, threshold).rank)).toEqual([4, 3, 3, 1]);
  });
});
