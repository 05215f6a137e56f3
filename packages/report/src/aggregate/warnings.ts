import { seedLabel } from '@exitbench/core';
import type { ArmRecord, PhaseRecord } from '@exitbench/records';

import type { Warning } from '../view.ts';
import { armNames, nameText } from './armNames.ts';
import { covers } from './covers.ts';
import { depthCurve } from './depthCurves.ts';
import { ENOUGH_SEEDS, untunedReduction } from './power.ts';
import type { Run } from './readRun.ts';
import { shownOf } from './shown.ts';
import { nodesByKey, rateChoices } from './tuning.ts';
import type { TrainingCost } from './trainingCost.ts';

/** A last exit so many points below the best earlier one is worth a warning: the budget's `max` column then hides the better answer. */
const DIP = 2;

/** A loss that ends at more than so many times what it began with, or what guessing gives, is no noise. */
const ROSE = 2;

/** Everything that a reader must know before believing the tables. */
export function warningsOf(run: Run, costs: ReadonlyMap<string, TrainingCost>): readonly Warning[] {
  const names = armNames(run.plan.arms);
  return [
    ...run.plan.arms.flatMap((arm) => {
      const name = nameText(names.get(arm.id) ?? { label: arm.id, where: null });
      return [...diverged(run, arm, name), ...lossRose(run, arm, name), ...offBudget(arm, name, costs.get(arm.id)), ...finalBelowEarlier(run, arm, name)];
    }),
    ...missingValues(run),
    ...untuned(run),
    ...ratesAtEdges(run),
    ...fewSeeds(run),
    ...(run.environments.some((e) => e.dirty === true) ? [{ kind: 'dirty' as const }] : []),
    ...run.environments.filter((e) => !e.repeatable).map((e) => ({ kind: 'not-repeatable' as const, engine: e.engine.engine })),
    ...(run.environments.length > 1 ? [{ kind: 'environments' as const, count: run.environments.length }] : []),
  ];
}

// ---------------------------------------------------------------------------------------------------------------------

function offBudget({ role }: ArmRecord, arm: string, cost: TrainingCost | undefined): readonly Warning[] {
  return cost?.offBudget === true && cost.deviation !== null ? [{ kind: 'off-budget', arm, role, deviation: cost.deviation }] : [];
}

function diverged(run: Run, arm: ArmRecord, name: string): readonly Warning[] {
  const cells = run.cellsOf(arm);
  const seeds = cells.filter((c) => c.outcome?.status === 'diverged').map((c) => seedLabel(c.planned.seed));
  return seeds.length === 0 ? [] : [{ kind: 'diverged', arm: name, role: arm.role, seeds, of: cells.length }];
}

/** A step that is too long need not end in NaN: momentum and a falling rate can hold a loss at any finite height. */
function lossRose(run: Run, arm: ArmRecord, name: string): readonly Warning[] {
  const cells = run.cellsOf(arm);
  return arm.phases.flatMap(({ name: phase, resolved }, i): readonly Warning[] => {
    const risen = cells.flatMap(({ planned, outcome }) => {
      const history = outcome?.status === 'completed' ? (outcome.nodes.find((n) => n.key === planned.phases[i])?.training?.history ?? []) : [];
      const [first, last] = [history[0]?.loss, history.at(-1)?.loss];
      if (first === undefined || last === undefined || last <= ROSE * Math.min(first, lossOfGuessing(arm, resolved))) return [];
      return [{ seed: seedLabel(planned.seed), first, last }];
    });
    const worst = risen.toSorted((a, b) => b.last - a.last)[0];
    return worst === undefined ? [] : [{ kind: 'loss-rose', arm: name, phase, seeds: risen.map((r) => r.seed), of: cells.length, first: worst.first, last: worst.last }];
  });
}

/** ln(classes) where all losses are of the task: other terms have no such level. */
function lossOfGuessing({ network }: ArmRecord, phase: PhaseRecord): number {
  if (network?.task.kind !== 'classification' || phase.kind !== 'train') return Infinity;
  return phase.losses.every((t) => t.kind === 'task') ? Math.log(network.task.classes) : Infinity;
}

/** Where there is something to compare. */
function untuned(run: Run): readonly Warning[] {
  const reduction = untunedReduction(run);
  return reduction === null || ranked(run).length < 2 ? [] : [{ kind: 'untuned', reduction }];
}

/** Each choice once, however many regimes share it. */
function ratesAtEdges(run: Run): readonly Warning[] {
  const nodes = nodesByKey(run);
  const chosen = [...new Set(ranked(run).flatMap((arm) => rateChoices(run, arm).map((c) => c.select)))].flatMap((select) => nodes.get(select)?.selection ?? []);
  const lowest = chosen.filter(({ rate, trials }) => !trials.some((t) => t.rate < rate)).length;
  const highest = chosen.filter(({ rate, trials }) => !trials.some((t) => t.rate > rate)).length;
  return lowest + highest === 0 ? [] : [{ kind: 'rate-at-edge', lowest, highest, of: chosen.length }];
}

/** What counts is the arm that has results of the fewest seeds. One that has none is told of elsewhere. */
function fewSeeds(run: Run): readonly Warning[] {
  const arms = ranked(run);
  const counts = arms.map((arm) => run.cellsOf(arm).filter((c) => run.plan.metrics.some((m) => run.hasResult(m, c.planned.id))).length).filter((n) => n > 0);
  const n = Math.min(...counts);
  const of = new Set(run.plan.cells.map((c) => seedLabel(c.seed))).size;
  return counts.length === 0 || n >= ENOUGH_SEEDS || arms.length < 2 ? [] : [{ kind: 'few-seeds', n, of }];
}

function ranked({ plan }: Run): readonly ArmRecord[] {
  return plan.arms.filter((arm) => arm.role === 'ranked' && arm.excluded === null);
}

function missingValues(run: Run): readonly Warning[] {
  return run.plan.metrics.flatMap((metric): readonly Warning[] => {
    const cells = run.cells.filter((c) => c.outcome?.status === 'completed' && covers(metric, c.planned.id) && !run.hasResult(metric, c.planned.id)).map((c) => c.planned.id);
    return cells.length === 0 ? [] : [{ kind: 'missing-values', metric: metric.id, cells }];
  });
}

function finalBelowEarlier(run: Run, arm: ArmRecord, name: string): readonly Warning[] {
  return run.plan.metrics.flatMap(shownOf).flatMap((shown): readonly Warning[] => {
    const curve = depthCurve(run, arm, shown);
    if (curve?.quantity !== 'accuracy') return [];
    const means = curve.values.map((v) => v?.mean ?? NaN);
    const last = means.at(-1) ?? NaN;
    const best = Math.max(...means.slice(0, -1));
    const gap = 100 * (best - last);
    const exit = curve.pieces[means.indexOf(best)];
    return gap > DIP && exit !== undefined ? [{ kind: 'final-below-earlier', arm: name, exit, gap }] : [];
  });
}
