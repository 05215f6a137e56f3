import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { BUDGET_METRIC, budgetRow } from '../aggregate/budgetRows.ts';
import type { Run } from '../aggregate/readRun.ts';
import type { TableView } from '../view.ts';
import { armTable } from './armTable.ts';
import { quantityOf, shown } from './scale.ts';

/** Scores at inference budgets: a row for each regime. Undefined for other metrics and where there are no results. */
export function budgetLevels(run: Run, arms: readonly ArmRecord[], metric: MetricRecord): TableView | undefined {
  if (metric.plugin !== BUDGET_METRIC) return undefined;
  const rows = new Map(arms.map((arm) => [arm.id, budgetRow(run, arm, metric)]));
  const first = [...rows.values()].find((r) => r !== undefined);
  if (first === undefined) return undefined;
  const quantity = quantityOf(first.quantity, { title: metric.label, unit: metric.unit });
  const choice =
    first.mode === 'val'
      ? 'Thresholds are chosen on validation: the largest whose mean cost keeps the budget. “–”: no seed can keep it.'
      : 'Read off the mean test curve, as published tables are: no choice was made on validation. “–”: out of reach.';
  const partial = [...rows.values()].some((r) => r?.scores.some((s) => s !== null && s.n < r.seeds));
  return armTable(arms, {
    caption: `${quantity.name.replace(/^./, (c) => c.toUpperCase())} when the mean inference cost may be … of the plain backbone’s`,
    columns: [...first.levels.map((l) => (l === 'max' ? 'max' : `${Math.round(100 * l)} %`)), 'n'],
    notes: [choice, ...(partial ? ['Where a cell says its n, the other seeds cannot keep the budget.'] : [])],
    row: (arm) => {
      const row = rows.get(arm.id);
      return row && [...row.scores.map((s) => shown(s, quantity)), { kind: 'count', value: row.seeds }];
    },
  });
}
