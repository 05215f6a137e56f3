import { randomStream, resolveSeed } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { ksError } from '../src/ksError.ts';

const twoClasses = (first: readonly number[]): Float64Array => Float64Array.from(first.flatMap((p) => [p, 1 - p]));

describe('ksError', () => {
  it('is the number made by hand', () => {
    // Class 0 in the order .2 (right), .6, .7 (right): sums .2 − 1, .8 − 1, 1.5 − 2: largest .8 of 3.
    // Class 1 in the order .3, .4 (right), .8: sums .3, .7 − 1, 1.5 − 1: largest .5 of 3.
    expect(ksError(twoClasses([0.6, 0.2, 0.7]), [1, 0, 0], 2)).toBeCloseTo((0.8 + 0.5) / 6, 12);
  });

  it('counts equal probabilities at once, in whatever order they stand', () => {
    // All one half and half of them right: no gap in the end; counted one by one it would be up to n / 4.
    expect(ksError(twoClasses([0.5, 0.5, 0.5, 0.5]), [0, 0, 1, 1], 2)).toBe(0);
    expect(ksError(twoClasses([0.5, 0.5, 0.5, 0.5]), [0, 1, 0, 1], 2)).toBe(0);
    expect(ksError(twoClasses([0.5, 0.5 + 1e-9, 0.5, 0.5 + 1e-9]), [0, 1, 0, 1], 2)).toBeCloseTo(0.25, 8);
  });

  it('is of the order of 1/√n where labels are drawn as the probabilities say, and not where they are sharpened', () => {
    const random = randomStream(resolveSeed(0), 'analysis', 'calibration/test');
    const n = 10_000;
    const first = Array.from({ length: n }, () => random.uniform());
    const labels = first.map((p) => Number(random.uniform() >= p));
    // The largest of a walk of steps of variance p (1 − p), 1/6 on average: √(π/2 · n/6) / n = .0051.
    expect(ksError(twoClasses(first), labels, 2)).toBeLessThan(1 / Math.sqrt(n));
    expect(ksError(twoClasses(first.map((p) => (p * p) / (p * p + (1 - p) * (1 - p)))), labels, 2)).toBeGreaterThan(0.04);
  });
});
