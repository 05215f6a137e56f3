import { describe, expect, it } from 'vitest';

import { type ClaimResult, combined, judgeClaim } from '../../src/hypotheses/judgeClaims.ts';
import type { Claim } from '../../src/hypotheses/hypothesis.ts';
import type { SeedNumbers } from '../../src/hypotheses/seedNumbers.ts';

/** Differences of five seeds with this mean and a standard error of .001581 / √5 = .00070711. */
const around = (mean: number): readonly number[] => [0, 1, 2, -1, -2].map((d) => mean + d / 1000);
const ERROR = Math.sqrt(2.5e-6 / 5);

/** Two-sided p of Student's t with four degrees of freedom, in its closed form. */
const pOfFour = (t: number): number => 1 - (3 / 4) * (t / Math.sqrt(1 + t ** 2 / 4)) * (1 - (t ** 2 / (1 + t ** 2 / 4)) / 12);

function numbers(values: readonly number[]): SeedNumbers {
  return { values: new Map(values.map((v, seed) => [String(seed), [v]])), planned: values.length, computed: values.length, isShare: true };
}

function judged(differences: readonly number[], claim: Partial<Claim> = {}): ClaimResult {
  const term = (times: 1 | -1) => ({ role: null, quantity: { kind: 'level', level: 1 }, times } as const);
  return judgeClaim({ says: 'a − b', terms: [term(1), term(-1)], expect: 'positive', ...claim }, [numbers(differences.map((d) => 0.5 + d)), numbers(differences.map(() => 0.5))]);
}

describe('within a margin', () => {
  const within = { expect: 'within', margin: 0.01 } as const;

  it('is tested by the distance to the margin, on one side', () => {
    const found = judged(around(0.004), within);
    expect(found.holds).toBe(true);
    expect(found.p).toBeCloseTo(pOfFour(0.006 / ERROR) / 2, 9);
    // Far from zero, and not far from the margin.
    expect(judged(around(0.009), within).p).toBeCloseTo(pOfFour(0.001 / ERROR) / 2, 6);
  });

  it('is refuted by what lies beyond, on two sides', () => {
    const found = judged(around(0.012), within);
    expect(found.holds).toBe(false);
    expect(found.p).toBeCloseTo(pOfFour(0.002 / ERROR), 6);
    expect(judged(around(-0.012), within).p).toBeCloseTo(pOfFour(0.002 / ERROR), 6);
  });
});

describe('several claims', () => {
  const result = (says: string, holds: boolean, p: number): ClaimResult => ({ ...judged(around(0.01)), says, holds, p });

  it('that all hold have the largest p', () => {
    expect(combined([result('a', true, 0.001), result('b', true, 0.04), result('c', true, 0.02)])).toMatchObject({ towards: 'supported', p: 0.04, decisive: { says: 'b' } });
  });

  it('of which some do not hold have the smallest p of those, times the number of claims', () => {
    expect(combined([result('a', true, 0.0001), result('b', false, 0.03), result('c', false, 0.01)])).toMatchObject({ towards: 'refuted', p: 0.03, decisive: { says: 'c' } });
    expect(combined([result('a', false, 0.01)])).toMatchObject({ towards: 'refuted', p: 0.01 });
    expect(combined([result('a', true, 0.01), result('b', false, 0.9)])).toMatchObject({ p: 1 });
  });
});

describe('seeds that agree exactly', () => {
  it('have the p of their signs, and say so: five are not enough', () => {
    const equal = (n: number): ClaimResult => judged(Array<number>(n).fill(0.25));
    expect(equal(5)).toMatchObject({ p: 0.0625, note: 'all 5 seeds agree exactly: without spread p is that of 5 equal signs, .0625, and 6 seeds are needed' });
    expect(equal(6)).toMatchObject({ p: 0.03125, note: 'all 6 seeds agree exactly: without spread p is that of 6 equal signs, .03125' });
    expect(judged(around(0.01)).note).toBeNull();
    expect(judged([0, 0, 0, 0, 0])).toMatchObject({ p: 1, note: null });
  });
});
