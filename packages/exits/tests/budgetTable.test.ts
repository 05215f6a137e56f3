import { describe, expect, it } from 'vitest';

import { type SweepPoint, budgetTable, maxConfidence, sweep } from '../src/index.ts';
import { costs, labels, outputs } from './example.ts';

const point = (setting: number, cost: number, score: number): SweepPoint => ({ setting, cost, score, shares: [] });
const scores = (rows: ReturnType<typeof budgetTable>): readonly (number | null)[] => rows.map((r) => r.score);

/** Three points of a curve, base 100: 25 % is out of reach, 50 % is met exactly, 75 % and 100 % by the second point. */
const validation = [point(0, 50, 0.6), point(0.5, 70, 0.8), point(1, 101, 0.7)];

describe('budgetTable, val', () => {
  it('takes the largest setting within the budget on validation and its score on test', () => {
    const test = [point(0, 52, 0.5), point(0.5, 77, 0.75), point(1, 101, 0.65)];
    const rows = budgetTable({ mode: 'val', validation, test }, 100);
    expect(scores(rows)).toEqual([null, 0.5, 0.75, 0.75, 0.65]);
    expect(rows[0]).toEqual({ level: 0.25, setting: null, score: null, cost: null, deviation: null });
    expect(rows[2]).toEqual({ level: 0.75, setting: 0.5, score: 0.75, cost: 77, deviation: null }); // really spent: above the budget
  });

  it('does not look at the test costs', () => {
    const cheap = [point(0, 1, 0.5), point(0.5, 1, 0.75), point(1, 1, 0.65)];
    expect(scores(budgetTable({ mode: 'val', validation, test: cheap }, 100))).toEqual([null, 0.5, 0.75, 0.75, 0.65]);
  });

  it('agrees with a table made by hand from logits', () => {
    const points = sweep(maxConfidence(), outputs, labels, costs);
    // Mean costs by the number of samples that leave first: 4 → 40, 3 → 55.25, 2 → 70.5, 1 → 85.75, 0 → 101.
    // 50 %: all leave below .6; 75 %: two leave below .8; 100 %: one leaves below .9.
    const rows = budgetTable({ mode: 'val', validation: points, test: points }, costs.base);
    expect(rows.map((r) => r.setting)).toEqual([null, 59 / 99, 79 / 99, 89 / 99, 1]);
    expect(scores(rows)).toEqual([null, 0.5, 1, 0.75, 0.75]);
  });
});

describe('budgetTable, paper', () => {
  it('scans the mean curve until the first point above the budget', () => {
    expect(scores(budgetTable({ mode: 'paper', seeds: [validation] }, 100))).toEqual([null, 0.6, 0.8, 0.8, 0.7]);
  });

  it('stops at the first point above, even if a later one is below again', () => {
    const bumpy = [point(0, 20, 0.1), point(0.5, 60, 0.2), point(1, 40, 0.3)];
    expect(scores(budgetTable({ mode: 'paper', seeds: [bumpy] }, 100, [0.5]))).toEqual([0.1]);
    expect(scores(budgetTable({ mode: 'val', validation: bumpy, test: bumpy }, 100, [0.5]))).toEqual([0.3]);
  });

  it('averages over seeds at each setting before it reads the table', () => {
    const a = [point(0, 40, 0.5), point(1, 40, 0.9)];
    const b = [point(0, 40, 0.6), point(1, 80, 0.8)];
    const [row] = budgetTable({ mode: 'paper', seeds: [a, b] }, 100, [0.5]);
    // The mean cost of the second point, 60, is above 50; read seed by seed, it would be .9 and .6, mean .75.
    expect(row).toMatchObject({ setting: 0, score: 0.55, cost: 40 });
    expect(row?.deviation).toBeCloseTo(Math.sqrt(0.005), 14); // (.05² + .05²) / (2 − 1)
  });

  it('has no deviation for one seed', () => {
    expect(budgetTable({ mode: 'paper', seeds: [validation] }, 100, ['max'])[0]?.deviation).toBeNull();
  });

  it('refuses sweeps at different settings and no sweep at all', () => {
    expect(() => budgetTable({ mode: 'paper', seeds: [validation, validation.slice(1)] }, 100)).toThrow('different settings');
    expect(() => budgetTable({ mode: 'paper', seeds: [] }, 100)).toThrow('needs a sweep');
  });
});
