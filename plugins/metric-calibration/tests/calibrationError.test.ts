import { randomStream, resolveSeed } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { calibrationError } from '../src/calibrationError.ts';

describe('calibrationError', () => {
  it('is the number made by hand', () => {
    // Five bins. (.2, .4]: .3 right, .4 wrong: |1 − .7|; (.6, .8]: .7 right, .8 right: |2 − 1.5|; (.8, 1]: .9 wrong, 1 right: |1 − 1.9|. (.3 + .5 + .9) / 6.
    expect(calibrationError([0.3, 0.4, 0.7, 0.8, 0.9, 1], [1, 0, 1, 1, 0, 1], 5)).toBeCloseTo(1.7 / 6, 12);
    // One bin: |4 − 4.1|. A sum without bins' absolute values would be this at any number of bins.
    expect(calibrationError([0.3, 0.4, 0.7, 0.8, 0.9, 1], [1, 0, 1, 1, 0, 1], 1)).toBeCloseTo(0.1 / 6, 12);
  });

  it('gives upper bounds to the bin below them', () => {
    // .5 and .25 with bins of .5: both in the first, |1 − .75| / 2. In bins that hold their lower bound: (|0 − .5| + |1 − .25|) / 2.
    expect(calibrationError([0.5, 0.25], [0, 1], 2)).toBeCloseTo(0.125, 12);
    expect(calibrationError([0.5 + 1e-9, 0.25], [0, 1], 2)).toBeCloseTo(0.625, 8);
    expect(calibrationError([0], [1], 2)).toBe(1);
  });

  it('is 0 where confidence is the share of right answers, and the gap where it is not', () => {
    // Per level p of .1 … .9, 1,000 answers of which exactly 1,000 p are right.
    const levels = [0.1, 0.3, 0.5, 0.7, 0.9];
    const confident = levels.flatMap((p) => Array.from({ length: 1000 }, () => p));
    const right = levels.flatMap((p) => Array.from({ length: 1000 }, (_, i) => Number(i < 1000 * p)));
    expect(calibrationError(confident, right, 15)).toBeCloseTo(0, 12);
    expect(calibrationError(confident.map((c) => c + 0.05), right, 15)).toBeCloseTo(0.05, 12);
  });

  it('is within 1/√n of 0 on answers that are right as often as they say, at random', () => {
    const random = randomStream(resolveSeed(0), 'analysis', 'calibration/test');
    const n = 10_000;
    const confident = Array.from({ length: n }, () => random.uniform());
    const right = confident.map((c) => Number(random.uniform() < c));
    // Σ over 15 bins of E|gap| is √(15 · 2/π · mean of p (1 − p) / n) = .0126, and 1/√n alone is one bin's.
    expect(calibrationError(confident, right, 15)).toBeLessThan(Math.sqrt(15 / n));
    expect(calibrationError(confident, right, 1)).toBeLessThan(1 / Math.sqrt(n));
    expect(calibrationError(confident.map(Math.sqrt), right, 15)).toBeGreaterThan(0.1);
  });
});
