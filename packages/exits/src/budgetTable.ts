import { ExitbenchError } from '@exitbench/core';

import type { SweepPoint } from './sweep.ts';

/** Inference budgets as shares of the plain backbone's cost; `max` is no budget at all. */
export type Level = number | 'max';

export const LEVELS: readonly Level[] = [0.25, 0.5, 0.75, 1, 'max'];

/** What one budget buys. All but the level are null where even the cheapest setting is above the budget. */
export interface BudgetRow {
  readonly level: Level;
  /** The chosen setting of the policy. */
  readonly setting: number | null;
  /** On test, at that setting; in `paper` mode the mean over seeds. */
  readonly score: number | null;
  /** Mean cost a sample that was really spent on test, in multiply-accumulates. It may exceed the budget in mode `val`. */
  readonly cost: number | null;
  /** Unbiased standard deviation of the score over seeds; mode `paper` with two seeds or more. */
  readonly deviation: number | null;
}

type Source =
  /** The setting is chosen on validation: the largest whose validation cost keeps the budget. The score is test's. */
  | { readonly mode: 'val'; readonly validation: readonly SweepPoint[]; readonly test: readonly SweepPoint[] }
  /**
   * Read off the test curve, as the published tables of arXiv 2407.14320 are: cost and score are averaged over seeds at
   * each setting first; then settings are scanned upwards until the first that exceeds the budget, and the one before
   * counts. Nothing is interpolated. It reads test data, so a table of this mode is a curve in disguise.
   */
  | { readonly mode: 'paper'; readonly seeds: readonly (readonly SweepPoint[])[] };

/**
 * Accuracy at inference budgets.
 *
 * @param source sweeps of one policy, all at the same settings in the same order
 * @param base cost of the plain backbone, in multiply-accumulates a sample
 * @throws ExitbenchError `bad-argument` for sweeps at different settings, or none.
 */
export function budgetTable(source: Source, base: number, levels: readonly Level[] = LEVELS): readonly BudgetRow[] {
  return source.mode === 'val' ? chosenOnValidation(source.validation, source.test, base, levels) : readOffMean(source.seeds, base, levels);
}

// ---------------------------------------------------------------------------------------------------------------------

function chosenOnValidation(validation: readonly SweepPoint[], test: readonly SweepPoint[], base: number, levels: readonly Level[]): readonly BudgetRow[] {
  checkSettings([validation, test]);
  return levels.map((level) => {
    const point = test[validation.findLastIndex((p) => p.cost <= budgetOf(level, base))];
    return point === undefined ? nothing(level) : { level, setting: point.setting, score: point.score, cost: point.cost, deviation: null };
  });
}

function readOffMean(seeds: readonly (readonly SweepPoint[])[], base: number, levels: readonly Level[]): readonly BudgetRow[] {
  const settings = checkSettings(seeds);
  const mean = settings.map((setting, i) => {
    const scores = seeds.map((s) => s[i]?.score ?? NaN);
    return { setting, cost: average(seeds.map((s) => s[i]?.cost ?? NaN)), score: average(scores), deviation: deviation(scores) };
  });
  return levels.map((level) => {
    const over = mean.findIndex((p) => p.cost > budgetOf(level, base));
    const point = over < 0 ? mean.at(-1) : mean[over - 1];
    return point === undefined ? nothing(level) : { level, ...point };
  });
}

function nothing(level: Level): BudgetRow {
  return { level, setting: null, score: null, cost: null, deviation: null };
}

function budgetOf(level: Level, base: number): number {
  return level === 'max' ? Infinity : level * base;
}

function checkSettings(sweeps: readonly (readonly SweepPoint[])[]): readonly number[] {
  const [first] = sweeps;
  if (first === undefined || first.length === 0) throw new ExitbenchError('bad-argument', 'A budget table needs a sweep.', { at: 'budgetTable' });
  const settings = first.map((p) => p.setting);
  for (const other of sweeps) {
    if (other.length !== settings.length || other.some((p, i) => p.setting !== settings[i])) {
      throw new ExitbenchError('bad-argument', 'The sweeps are at different settings.', { at: 'budgetTable', hint: 'Sweep one policy on all of them.' });
    }
  }
  return settings;
}

function average(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = average(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / (values.length - 1));
}
