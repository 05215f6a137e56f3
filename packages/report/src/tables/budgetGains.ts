import { canonicalJson } from '@exitbench/core';
import type { ArmRecord } from '@exitbench/records';

import type { Group } from '../aggregate/groups.ts';
import type { Run } from '../aggregate/readRun.ts';
import { type Shared, shareDifference, sharesOf } from '../hypotheses/interiorShare.ts';
import { type Estimate, estimate } from '../statistics/intervals.ts';
import type { CellView, TableView } from '../view.ts';
import { count, text } from './cells.ts';

/** What each share of the backbone's phase gains over joint training at the last exit, a row for each T. Null unless T is an axis, and where shares were not trained. */
export function budgetGains(run: Run, groups: readonly Group[]): TableView | null {
  if (run.plan.epochs.length < 2) return null;
  const rows = groups.flatMap(({ arms }) => {
    const shares = sharesOf({ run, arms, peers: [] });
    const [joint] = 'missing' in shares ? [] : shares.filter((s) => s.share === 0);
    if ('missing' in shares || joint === undefined) return [];
    return [{ arm: arms[0], joint: ownOf(joint), gains: shares.filter((s) => s.share > 0).map((s) => ({ share: s.share, ...shareDifference(s, joint) })) }];
  });
  const shares = [...new Set(rows.flatMap((r) => r.gains.map((g) => g.share)))].toSorted((a, b) => a - b);
  if (shares.length === 0) return null;
  const settings = new Set(groups.map((g) => settingOf(g.arms[0])));
  return {
    caption: 'Where H1 flips: what a share of the budget for the backbone alone gains over joint training at the last exit, by T',
    columns: [
      ...(settings.size > 1 ? [{ label: 'data set, architecture', numeric: false }] : []), { label: 'T', numeric: false }, { label: 'joint (share 0)', numeric: true },
      ...shares.map((share) => ({ label: share === 1 ? 'share 1 (backbone alone)' : `share ${share}`, numeric: true })), { label: 'n', numeric: true },
    ],
    rows: rows.map(({ arm, joint, gains }): readonly CellView[] => [
      ...(settings.size > 1 ? [text(`${arm?.dataset.title ?? ''}, ${arm?.architecture.title ?? ''}`)] : []), text(String(arm?.epochs ?? '')), { kind: 'estimate', estimate: joint, scale: 'share' },
      ...shares.map((share): CellView => ({ kind: 'estimate', estimate: gains.find((g) => g.share === share)?.difference ?? null, scale: 'points' })),
      count(Math.max(0, ...gains.map((g) => g.n))),
    ]),
    notes: [
      'H1 says that mixed training (share 0.5) is better than joint training; it is judged at 100 % of the inference cost, with thresholds of validation. This table is of the last exit alone, as if all samples left there.',
      'Joint’s own accuracy in %, then points of accuracy, seed by seed, with half the width of 95 % t intervals: each by itself, not adjusted for how many there are. Above zero the share pays; where the sign changes with T, convergence decides.',
    ],
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Accuracy of the share itself, over its seeds. */
function ownOf({ numbers }: Shared): Estimate | null {
  return estimate([...numbers.values.values()].flatMap((v) => (v === 'diverged' ? [] : v)));
}

function settingOf(arm: ArmRecord | undefined): string {
  return arm === undefined ? '' : canonicalJson([arm.dataset, arm.architecture, arm.exits]);
}
