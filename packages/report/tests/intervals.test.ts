import { describe, expect, it } from 'vitest';

import { estimate, studentQuantile, twoSided, welchDifference } from '../src/index.ts';

// Worked with another program (scipy) to ten digits; jstat’s quantile is right to 3e-9 of its value, so 7 or 8 decimals agree.
const a = [0.812, 0.824, 0.809, 0.831, 0.818];
const b = [0.801, 0.806, 0.799, 0.812, 0.803];

describe('Student’s t', () => {
  it('has the quantiles of the tables', () => {
    expect(studentQuantile(0.975, 4)).toBeCloseTo(2.7764451052, 7);
    expect(studentQuantile(0.975, 2)).toBeCloseTo(4.3026527297, 7);
    expect(studentQuantile(0.5, 4)).toBeCloseTo(0, 8);
  });

  it('gives p values', () => {
    expect(twoSided(8.0861921241, 4)).toBeCloseTo(0.0012709942, 8);
    expect(twoSided(-8.0861921241, 4)).toBeCloseTo(0.0012709942, 8);
    expect(twoSided(0, 4)).toBeCloseTo(1, 8);
  });
});

describe('welchDifference', () => {
  it('agrees with the worked example', () => {
    const { t, p, interval, degreesOfFreedom } = welchDifference(a, b);
    expect(t).toBeCloseTo(3.1799299456, 8);
    expect(degreesOfFreedom).toBeCloseTo(6.3367034675, 8);
    expect(p).toBeCloseTo(0.0177109555, 8);
    expect(interval.low).toBeCloseTo(0.003508631, 9);
    expect(interval.high).toBeCloseTo(0.025691369, 9);
  });

  it('does not depend on the order of a side', () => {
    expect(welchDifference(a, b.toReversed()).t).toBeCloseTo(3.1799299456, 8);
  });
});

describe('estimate', () => {
  it('gives the t interval of a mean', () => {
    const found = estimate([1, 2, 3]); // s = 1: 4.3026527 / √3
    expect(found).toMatchObject({ mean: 2, n: 3, interval: { level: 0.95 } });
    expect(found?.interval?.half).toBeCloseTo(2.4841377, 6);
    expect(estimate([1, 2, 3], 0.99)?.interval?.half).toBeGreaterThan(2.4841377);
  });

  it('has no interval for one value, and is nothing of none', () => {
    expect(estimate([5])).toEqual({ mean: 5, n: 1, interval: null });
    expect(estimate([])).toBeNull();
  });
});
