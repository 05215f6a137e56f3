import { describe, expect, it } from 'vitest';

import { riskCoverage } from '../src/riskCoverage.ts';

describe('riskCoverage', () => {
  it('is the number made by hand', () => {
    // By confidence: right, wrong, right, wrong. Risks 0, 1/2, 1/3, 1/2; at best 0, 0, 1/3, 1/2.
    const { aurc, excess } = riskCoverage([0.6, 0.9, 0.7, 0.8], [0, 1, 1, 0]);
    expect(aurc).toBeCloseTo((1 / 2 + 1 / 3 + 1 / 2) / 4, 14);
    expect(excess).toBeCloseTo(1 / 8, 14);
  });

  it('has no excess where errors are the least confident, and the most where they come first', () => {
    expect(riskCoverage([0.9, 0.8, 0.7, 0.6], [1, 1, 0, 0]).excess).toBeCloseTo(0, 14);
    // Risks 1, 1, 2/3, 1/2 against 0, 0, 1/3, 1/2.
    expect(riskCoverage([0.9, 0.8, 0.7, 0.6], [0, 0, 1, 1]).excess).toBeCloseTo((1 + 1 + 1 / 3) / 4, 14);
  });

  it('takes equal confidences as if in a random order', () => {
    // The mean over both orders of the first two: risks (0 + 1)/2, 1/2, 1/3.
    const tied = riskCoverage([0.9, 0.9, 0.5], [1, 0, 1]);
    expect(tied.aurc).toBeCloseTo((1 / 2 + 1 / 2 + 1 / 3) / 3, 14);
    expect(tied.aurc).toBe(riskCoverage([0.9, 0.9, 0.5], [0, 1, 1]).aurc);
    const [one, other] = [riskCoverage([0.91, 0.9, 0.5], [1, 0, 1]), riskCoverage([0.9, 0.91, 0.5], [1, 0, 1])];
    expect(tied.aurc).toBeCloseTo((one.aurc + other.aurc) / 2, 14);
    expect(one.aurc).not.toBeCloseTo(other.aurc, 2);
  });

  it('is 0 without errors and 1 with nothing else', () => {
    expect(riskCoverage([0.9, 0.8], [1, 1])).toEqual({ aurc: 0, excess: 0 });
    expect(riskCoverage([0.9, 0.8], [0, 0])).toEqual({ aurc: 1, excess: 0 });
  });
});
