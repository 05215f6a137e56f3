import { STATUSES } from '@exitbench/records';

import { armNames } from '../aggregate/armNames.ts';
import type { Run } from '../aggregate/readRun.ts';
import type { CellView, TableView } from '../view.ts';
import { text } from './cells.ts';

/** What became of every planned cell: a row for each arm, whose outcomes add up to what was planned. Null for a plan without cells. */
export function coverageTable(run: Run): TableView | null {
  const outcomes = run.cells.map((c) => ({ arm: c.planned.arm, outcome: c.outcome?.status ?? 'not run' }));
  if (outcomes.length === 0) return null;
  const met = [...STATUSES, 'not run' as const].filter((s) => s === 'completed' || outcomes.some((o) => o.outcome === s));
  const names = armNames(run.plan.arms);
  const several = [...names.values()].some((n) => n.where !== null);
  const row = (label: string, where: string | null, of: typeof outcomes): readonly CellView[] => [
    text(label), ...(several ? [text(where ?? '')] : []), ...[of.length, ...met.map((s) => of.filter((o) => o.outcome === s).length)].map((value) => ({ kind: 'count' as const, value })),
  ];
  const arms = run.plan.arms.filter((arm) => outcomes.some((o) => o.arm === arm.id));
  return {
    caption: 'What became of the planned cells',
    columns: [...['regime', ...(several ? ['where'] : [])].map((label) => ({ label, numeric: false })), ...['planned', ...met].map((label) => ({ label, numeric: true }))],
    rows: [...arms.map((arm) => row(names.get(arm.id)?.label ?? arm.id, names.get(arm.id)?.where ?? null, outcomes.filter((o) => o.arm === arm.id))), row('all', null, outcomes)],
    notes: [],
    total: true,
  };
}
