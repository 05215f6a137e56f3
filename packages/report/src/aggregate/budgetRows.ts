import { ExitbenchError, type Json } from '@exitbench/core';
import { type Level, type SweepPoint, budgetTable } from '@exitbench/exits';
import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { type Estimate, LEVEL, estimate } from '../statistics/intervals.ts';
import { studentQuantile } from '../statistics/student.ts';
import { fieldAt, numbersAt } from './fields.ts';
import type { Run } from './readRun.ts';

/** The metric whose results this reads. */
export const BUDGET_METRIC = 'metric-accuracy-at-budget';

export interface BudgetRowView {
  readonly levels: readonly Level[];
  /** Over the seeds that can keep the budget; null where none can. */
  readonly scores: readonly (Estimate | null)[];
  /** Seeds with a result. A level with fewer is out of reach for the others. */
  readonly seeds: number;
  readonly mode: 'val' | 'paper';
  /** `accuracy`, `negative-rmse`: what the result says that it is, if it does. */
  readonly quantity: string | null;
}

/** An arm's score at each inference budget. Undefined where no cell of it has a result. */
export function budgetRow(run: Run, arm: ArmRecord, metric: MetricRecord): BudgetRowView | undefined {
  const results = run.cellsOf(arm).flatMap((c) => run.result(metric, c.planned.id) ?? []);
  const [first] = results;
  if (first === undefined) return undefined;
  const quantity = fieldAt(first, 'quantity');
  const base = { seeds: results.length, quantity: typeof quantity === 'string' ? quantity : null };
  return fieldAt(first, 'mode') === 'paper' ? { ...base, mode: 'paper', ...fromMeanCurve(results) } : { ...base, mode: 'val', ...fromLevels(results) };
}

/** One seed's score at a level; null where it cannot keep it. */
export interface LevelScore {
  readonly level: Level;
  readonly score: number | null;
}

/** Scores of one result whose thresholds were chosen on validation. @throws ExitbenchError `bad-record` */
export function levelScores(result: Json): readonly LevelScore[] {
  const rows = fieldAt(result, 'levels');
  if (!Array.isArray(rows)) throw new ExitbenchError('bad-record', `A result of \`${BUDGET_METRIC}\` has no \`levels\`.`);
  return (rows as readonly Json[]).map((row) => {
    const [level, score] = [fieldAt(row, 'level'), fieldAt(row, 'score')];
    if ((typeof level !== 'number' && level !== 'max') || (typeof score !== 'number' && score !== null)) {
      throw new ExitbenchError('bad-record', `A result of \`${BUDGET_METRIC}\` has a level that cannot be read.`);
    }
    return { level, score };
  });
}

// ---------------------------------------------------------------------------------------------------------------------

type Columns = Pick<BudgetRowView, 'levels' | 'scores'>;

/** Each seed has chosen its own thresholds on validation: scores are averaged. */
function fromLevels(results: readonly Json[]): Columns {
  const tables = results.map(levelScores);
  const levels = (tables[0] ?? []).map((row) => row.level);
  return { levels, scores: levels.map((level) => estimate(tables.flatMap((t) => t.find((row) => row.level === level)?.score ?? []))) };
}

/** Test curves are averaged at each threshold; the table is read off the mean curve. */
function fromMeanCurve(results: readonly Json[]): Columns {
  const seeds = results.map(curveOf);
  const rows = budgetTable({ mode: 'paper', seeds }, Number(fieldAt(results[0] ?? null, 'base')));
  const n = seeds.length;
  const half = (deviation: number | null): Estimate['interval'] =>
    deviation === null ? null : { half: (studentQuantile((1 + LEVEL) / 2, n - 1) * deviation) / Math.sqrt(n), level: LEVEL };
  return {
    levels: rows.map((r) => r.level),
    scores: rows.map((r) => (r.score === null ? null : { mean: r.score, n, interval: half(r.deviation) })),
  };
}

function curveOf(result: Json): readonly SweepPoint[] {
  const [settings, costs, scores] = ['curve.threshold', 'curve.cost', 'curve.score'].map((path) => numbersAt(result, path));
  return (settings ?? []).map((setting, i) => ({ setting, cost: costs?.[i] ?? NaN, score: scores?.[i] ?? NaN, shares: [] }));
}
