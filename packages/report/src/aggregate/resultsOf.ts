import { type Json, seedLabel } from '@exitbench/core';
import type { ArmRecord, MetricRecord } from '@exitbench/records';

import type { Run } from './readRun.ts';

/** Results of one regime, or of several that a result compares. */
export interface ResultsOf {
  /** The regime's label; null where a result is of several regimes together. */
  readonly regime: string | null;
  readonly role: 'ranked' | 'control';
  /** By seed, in the order of the plan. `all` where a result is over seeds. */
  readonly seeds: readonly { readonly seed: string; readonly result: Json }[];
}

/** A metric's results for the arms of a group. Regimes without any are left out; comparisons come last. */
export function resultsOf(run: Run, arms: readonly ArmRecord[], metric: MetricRecord): readonly ResultsOf[] {
  const own = arms.map((arm): ResultsOf => ({
    regime: arm.regime.label, role: arm.role,
    seeds: run.cellsOf(arm).flatMap(({ planned }) => {
      const result = run.result(metric, planned.id);
      return result === undefined ? [] : [{ seed: seedLabel(planned.seed), result }];
    }),
  }));
  return [...own.filter((o) => o.seeds.length > 0), ...comparisons(run, arms, metric)];
}

/** How many seeds results are of, and which, in a sentence. */
export function seedsNote(results: readonly ResultsOf[]): string {
  const counts = results.map((r) => r.seeds.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const seeds = [...new Set(results.flatMap((r) => r.seeds.map((s) => s.seed)))];
  return `n = ${least === most ? most : `${least} to ${most}`} (${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}).`;
}

// ---------------------------------------------------------------------------------------------------------------------

/** A result over the seeds of one regime stays that regime's. */
function comparisons(run: Run, arms: readonly ArmRecord[], metric: MetricRecord): readonly ResultsOf[] {
  const found = new Map<string | null, ResultsOf>();
  for (const { cells, result } of run.comparisons(metric)) {
    const planned = cells.flatMap((id) => run.cells.find((c) => c.planned.id === id)?.planned ?? []);
    const members = arms.filter((arm) => planned.some((p) => p.arm === arm.id));
    const [first] = members;
    if (first === undefined) continue;
    const regime = members.length === 1 ? first.regime.label : null;
    const seeds = [...new Set(planned.map((p) => seedLabel(p.seed)))];
    const before = found.get(regime);
    found.set(regime, {
      regime, role: members.every((m) => m.role === 'control') ? 'control' : 'ranked',
      seeds: [...(before?.seeds ?? []), { seed: seeds.length === 1 ? (seeds[0] ?? '') : 'all', result }],
    });
  }
  return [...found.values()];
}
