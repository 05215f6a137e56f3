import { seedLabel } from '@exitbench/core';
import type { ArmRecord } from '@exitbench/records';

import type { Run } from '../aggregate/readRun.ts';
import { nodesByKey, rateChoices } from '../aggregate/tuning.ts';
import type { CellView, TableView } from '../view.ts';
import { armLabel } from './armTable.ts';
import { text } from './cells.ts';

/** The learning rate that was chosen for each phase, and what each trial scored: a row for each tuned phase of each regime. Undefined where nothing was tuned. */
export function rateTable(run: Run, arms: readonly ArmRecord[]): TableView | undefined {
  const { tune } = run.plan;
  if (tune === null) return undefined;
  const isValue = arms.some((a) => a.network?.task.kind === 'regression');
  const nodes = nodesByKey(run);
  const rows = arms.flatMap((arm) => rateChoices(run, arm).map(({ phase, select }): readonly CellView[] => {
    const selection = nodes.get(select)?.selection ?? null;
    return [
      text(armLabel(arm)), text(phase), selection === null ? nothing : text(String(selection.rate)),
      ...tune.lr.map((rate) => scoreOf(selection?.trials.find((t) => t.rate === rate), isValue)),
    ];
  }));
  if (rows.length === 0) return undefined;
  return {
    caption: `Learning rates: ${isValue ? 'mean squared error' : 'accuracy in %'} of each trial on validation, mean over the exits`,
    columns: [
      { label: 'regime', numeric: false }, { label: 'phase', numeric: false }, { label: 'chosen', numeric: true },
      ...tune.lr.map((rate) => ({ label: String(rate), numeric: true })),
    ],
    rows,
    notes: [`Each rate was tried once, on seed ${seedLabel(tune.seed)}, on the exits that had been trained by then. The best is taken for all seeds; of equal ones, the lowest.`],
  };
}

// ---------------------------------------------------------------------------------------------------------------------

const nothing: CellView = { kind: 'estimate', estimate: null, scale: 'plain' };

function scoreOf(trial: { readonly score: number | null } | undefined, isValue: boolean): CellView {
  if (trial === undefined) return nothing;
  if (trial.score === null) return text('diverged');
  return { kind: 'estimate', estimate: { mean: isValue ? -trial.score : trial.score, n: 1, interval: null }, scale: isValue ? 'plain' : 'share' };
}
