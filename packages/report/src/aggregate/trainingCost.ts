import type { ArmRecord, NodeOutcome } from '@exitbench/records';

import { type Estimate, average, estimate } from '../statistics/intervals.ts';
import type { Run, RunCell } from './readRun.ts';
import { copiedPhases, nodesByKey } from './tuning.ts';

/** An arm is off its budget when it spends more or less than this many per cent of it. */
const TOLERANCE = 1;

export interface TrainingCost {
  /** Mean multiply-accumulates of its cells' training: spent where cells have run, else planned. */
  readonly macs: number;
  /** Per cent of the budget, above or below it. Null without a budget. */
  readonly deviation: number | null;
  readonly offBudget: boolean;
  /** Core-seconds of one cell's training as if it had been trained alone: shared phases in full. Null where unknown. */
  readonly alone: Estimate | null;
  /** Core-seconds of all its cells' training, a phase that n cells share counted as one n-th for each. */
  readonly attributed: number | null;
  /** Largest resident size that a phase reached, in bytes. */
  readonly memory: number | null;
}

/**
 * What training cost by arm. Phases that cells share, of one arm or several, ran once: the attributed seconds of all arms add up
 * to what the machine spent on training, and the seconds alone are what each arm would have cost without the others.
 */
export function trainingCosts(run: Run): ReadonlyMap<string, TrainingCost> {
  const users = new Map<string, number>();
  for (const cell of run.cells) for (const node of phases(cell)) users.set(node.key, (users.get(node.key) ?? 0) + 1);
  return new Map(run.plan.arms.filter((a) => a.excluded === null).map((arm) => [arm.id, costOf(run, arm, users)]));
}

/** Core-seconds of a run by kind of node, each node counted once, and none that only took a trial's result. */
export function secondsByKind(run: Run): ReadonlyMap<NodeOutcome['kind'], number> {
  const copies = copiedPhases(run);
  const seconds = new Map<NodeOutcome['kind'], number>();
  for (const node of nodesByKey(run).values()) {
    if (node.coreSeconds === null || copies.has(node.key)) continue;
    seconds.set(node.kind, (seconds.get(node.kind) ?? 0) + node.coreSeconds);
  }
  return seconds;
}

// ---------------------------------------------------------------------------------------------------------------------

function costOf(run: Run, arm: ArmRecord, users: ReadonlyMap<string, number>): TrainingCost {
  const done = run.cellsOf(arm).filter((c) => c.outcome?.status === 'completed').map(phases);
  const planned = arm.phases.reduce((sum, p) => sum + p.macs, 0);
  const spent = done.map((nodes) => nodes.reduce((sum, n) => sum + (n.training?.macs ?? 0), 0));
  const macs = spent.length === 0 ? planned : average(spent);
  const deviation = arm.budget === null || arm.budget === 0 ? null : (100 * (macs - arm.budget)) / arm.budget;
  const timed = done.filter((nodes) => nodes.every((n) => n.coreSeconds !== null));
  const all = run.cellsOf(arm).flatMap(phases).filter((n) => n.coreSeconds !== null);
  const memories = all.flatMap((n) => n.peakMemory ?? []);
  return {
    macs,
    deviation,
    offBudget: deviation !== null && Math.abs(deviation) > TOLERANCE,
    alone: estimate(timed.map((nodes) => nodes.reduce((sum, n) => sum + (n.coreSeconds ?? 0), 0))),
    attributed: all.length === 0 ? null : all.reduce((sum, n) => sum + (n.coreSeconds ?? 0) / (users.get(n.key) ?? 1), 0),
    memory: memories.length === 0 ? null : Math.max(...memories),
  };
}

/** The phases that a cell consists of. It may need others: the trials of its learning rates. */
function phases({ planned, outcome }: RunCell): readonly NodeOutcome[] {
  return (outcome?.nodes ?? []).filter((n) => planned.phases.includes(n.key));
}
