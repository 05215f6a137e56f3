import { canonicalJson } from '@exitbench/core';
import type { ArmRecord, NodeOutcome, PlannedNode } from '@exitbench/records';

import type { Run } from './readRun.ts';

/** What choosing learning rates cost beside the training that arms show. */
export interface TuningCost {
  readonly trials: number;
  /** Of the trials, without those of which the result is the first seed's own training. Null where nothing is known. */
  readonly coreSeconds: number | null;
  readonly macs: number;
}

/** Phases that were trained to choose a rate, by key. */
export function trialPhases({ plan }: Run): ReadonlySet<string> {
  const nodes = new Map(plan.nodes.map((n) => [n.key, n]));
  const read = (node: PlannedNode | undefined, kind: PlannedNode['kind']): readonly PlannedNode[] =>
    (node?.after ?? []).flatMap((key) => nodes.get(key) ?? []).filter((n) => n.kind === kind);
  const predictions = plan.nodes.filter((n) => n.kind === 'select').flatMap((n) => read(n, 'predict'));
  return new Set(predictions.flatMap((p) => read(p, 'phase')).map((n) => n.key));
}

/**
 * Phases whose result is a trial's: tuned ones on the seed of the trials. Nothing was spent on them; what they say that
 * they took is what the trial took.
 */
export function copiedPhases({ plan }: Run): ReadonlySet<string> {
  const { tune } = plan;
  if (tune === null) return new Set();
  const choices = new Set(plan.nodes.filter((n) => n.kind === 'select').map((n) => n.key));
  const elsewhere = new Set(plan.cells.filter((c) => canonicalJson(c.seed) !== canonicalJson(tune.seed)).flatMap((c) => c.phases));
  // Of other seeds a plan has only what its cells need.
  return new Set(plan.nodes.filter((n) => n.kind === 'phase' && n.after.some((key) => choices.has(key)) && !elsewhere.has(n.key)).map((n) => n.key));
}

/** Null where nothing was tuned. With the training that is attributed to arms it adds up to all that was spent on phases. */
export function tuningCost(run: Run): TuningCost | null {
  if (run.plan.tune === null) return null;
  const trials = trialPhases(run);
  const copies = copiedPhases(run);
  const own = new Set(run.plan.cells.flatMap((c) => c.phases));
  const done = [...nodesByKey(run).values()];
  const tried = done.filter((n) => trials.has(n.key));
  const shown = done.filter((n) => own.has(n.key) && (copies.has(n.key) || trials.has(n.key)));
  const sum = (of: (n: NodeOutcome) => number): number => tried.reduce((s, n) => s + of(n), 0) - shown.reduce((s, n) => s + of(n), 0);
  return {
    trials: trials.size,
    coreSeconds: tried.some((n) => n.coreSeconds !== null) ? sum((n) => n.coreSeconds ?? 0) : null,
    macs: sum((n) => n.training?.macs ?? 0),
  };
}

/** The tuned phases of an arm, each with the key of what chose its rate: the same for all seeds. */
export function rateChoices(run: Run, arm: ArmRecord): readonly { readonly phase: string; readonly select: string }[] {
  const nodes = new Map(run.plan.nodes.map((n) => [n.key, n]));
  const keys = run.cellsOf(arm)[0]?.planned.phases ?? [];
  return keys.flatMap((key, i) => {
    const select = nodes.get(key)?.after.find((k) => nodes.get(k)?.kind === 'select');
    return select === undefined ? [] : [{ phase: arm.phases[i]?.name ?? '', select }];
  });
}

/** What became of each node that has run, once. */
export function nodesByKey({ cells }: Run): ReadonlyMap<string, NodeOutcome> {
  return new Map(cells.flatMap((c) => (c.outcome?.nodes ?? []).map((n) => [n.key, n] as const)));
}
