import { seedLabel } from '@exitbench/core';
import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { type Estimate, estimate } from '../statistics/intervals.ts';
import { quantityOf } from '../tables/scale.ts';
import type { AnswerView, PairView } from '../view.ts';
import { type Best, bestOf } from './bestOf.ts';
import { BUDGET_METRIC, type LevelScore, levelScores } from './budgetRows.ts';
import { datasetLabel } from './datasetLabel.ts';
import { fieldAt } from './fields.ts';
import type { Group } from './groups.ts';
import type { SeedValues } from './pairs.ts';
import type { Run } from './readRun.ts';
import type { TrainingCost } from './trainingCost.ts';
import { type Contender, type PairVerdict, TIE_MARGIN, judgeFamily } from './verdicts.ts';

/**
 * Which regime to take at each inference cost: a family of paired comparisons for each level of a group, over seeds' scores with
 * thresholds that each seed chose on validation. Empty where there are no such scores.
 */
export function answersOf(run: Run, group: Group & { readonly id: string }, costs: ReadonlyMap<string, TrainingCost>): readonly AnswerView[] {
  const metric = run.plan.metrics.find((m) => m.plugin === BUDGET_METRIC && m.params['mode'] !== 'paper');
  if (metric === undefined) return [];
  const scores = new Map(group.arms.map((arm) => [arm.id, scoresOf(run, arm, metric)]));
  const first = [...scores.values()].flatMap((s) => [...s.values()]).find((s) => s !== 'diverged');
  if (first === undefined) return [];
  const quantity = quantityOf(first.quantity, { title: metric.label, unit: metric.unit });
  const label = new Map(group.arms.map((arm) => [arm.id, arm.regime.label]));
  const named = (id: string): string => label.get(id) ?? id;
  return first.levels.map(({ level }): AnswerView => {
    const family = judgeFamily(
      group.arms.map((arm): Contender => {
        const own = scores.get(arm.id) ?? new Map<string, Score>();
        const values = valuesAt(own, level);
        return { id: arm.id, role: arm.role, offBudget: costs.get(arm.id)?.offBudget ?? false, values, outOfReach: own.size > 0 && own.size === run.cellsOf(arm).length && values.size === 0 };
      }),
      quantity.scale === 'share' ? TIE_MARGIN : null,
    );
    const best = bestOf(family);
    const [arm] = group.arms;
    return {
      group: group.id, dataset: arm === undefined ? '' : datasetLabel(arm.dataset), architecture: arm?.architecture.title ?? '', exits: exitsOf(arm), epochs: run.plan.epochs.length > 1 ? (arm?.epochs ?? null) : null,
      level: level === 'max' ? 'max' : `${Math.round(100 * level)} %`,
      // Differences are of what is compared, larger is better: errors are turned round.
      quantity: quantity.negated ? 'minus the root mean squared error' : quantity.name, scale: quantity.scale,
      best: bestView(best, named), score: scoreOf(best, family.members, quantity.negated), diverged: best.diverged.map(named), outOfReach: best.outOfReach.map(named),
      pairs: family.verdicts.map((v) => pairView(v, named)),
      unranked: family.unranked.map(({ id, because }) => ({ regime: named(id), because })),
    };
  });
}

// ---------------------------------------------------------------------------------------------------------------------

type Score = { readonly quantity: string | null; readonly levels: readonly LevelScore[] } | 'diverged';
type Scores = ReadonlyMap<string, Score>;

function scoresOf(run: Run, arm: ArmRecord, metric: MetricRecord): Scores {
  return new Map(run.cellsOf(arm).flatMap(({ planned, outcome }): readonly (readonly [string, Score])[] => {
    const seed = seedLabel(planned.seed);
    if (outcome?.status === 'diverged') return [[seed, 'diverged']];
    const result = run.result(metric, planned.id);
    if (result === undefined || fieldAt(result, 'mode') === 'paper') return [];
    const quantity = fieldAt(result, 'quantity');
    return [[seed, { quantity: typeof quantity === 'string' ? quantity : null, levels: levelScores(result) }]];
  }));
}

/** A level that a seed cannot keep has no value. */
function valuesAt(scores: Scores, level: LevelScore['level']): SeedValues {
  return new Map([...scores].flatMap(([seed, score]): readonly (readonly [string, number | 'diverged'])[] => {
    if (score === 'diverged') return [[seed, score]];
    const value = score.levels.find((l) => l.level === level)?.score ?? null;
    return value === null ? [] : [[seed, value]];
  }));
}

/** Mean over seeds of the regime that the answer names first. */
function scoreOf(best: Best, members: readonly Contender[], negated: boolean): Estimate | null {
  const id = best.kind === 'decided' ? best.best[0] : best.kind === 'alone' ? best.arm : best.leads;
  const values = [...(members.find((m) => m.id === id)?.values.values() ?? [])].flatMap((v) => (v === 'diverged' ? [] : [negated ? -v : v]));
  return estimate(values);
}

function bestView(best: Best, named: (id: string) => string): AnswerView['best'] {
  switch (best.kind) {
    case 'decided':
      return { kind: 'decided', regimes: best.best.map(named), tiedWith: best.tiedWith.map(named) };
    case 'undecided':
      return { kind: 'undecided', leads: best.leads === null ? null : named(best.leads), inTheRunning: best.inTheRunning.map(named) };
    case 'too-few':
      return { kind: 'too-few', leads: best.leads === null ? null : named(best.leads) };
    case 'alone':
      return { kind: 'alone', regime: best.arm === null ? null : named(best.arm) };
  }
}

function pairView(v: PairVerdict, named: (id: string) => string): PairView {
  const [a, b] = [named(v.a), named(v.b)];
  const side = { a, b, both: 'both' };
  return {
    a, b, verdict: v.kind, withheld: v.withheld, withinMargin: v.withinMargin, n: v.n,
    difference: v.test && { mean: v.test.mean, n: v.n, interval: v.interval && { half: (v.interval.high - v.interval.low) / 2, level: v.interval.level } },
    p: v.test?.p ?? null, adjusted: v.adjusted, effect: v.effect?.gz ?? null,
    notes: [
      ...v.diverged.map(({ seed, which }) => `seed ${seed}: ${side[which]} diverged`),
      ...v.unpaired.map(({ seed, only }) => `seed ${seed}: only ${side[only]} has a value`),
    ],
  };
}

function exitsOf(arm: ArmRecord | undefined): string {
  if (arm === undefined) return '';
  const { placement, head, combiner } = arm.exits;
  return [typeof placement === 'string' ? placement : placement.join(', '), head.title, ...(combiner === null ? [] : [combiner.title])].join(', ');
}
