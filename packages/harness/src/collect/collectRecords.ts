import { type NodeKey, known } from '@exitbench/core';
import { COMPARABILITY, type CellRecord, type EnvironmentRecord, type NodeOutcome as NodeRecord, type RunRecord, SCHEMA } from '@exitbench/records';

import type { Arm } from '../plan/arm.ts';
import type { Plan, PlannedCell, PlannedNode } from '../plan/plan.ts';
import type { NodeOutcome, Outcomes } from '../run/outcome.ts';
import type { AnalyseStored, PhaseStored, SelectStored } from '../run/perform/results.ts';
import { planRecord } from './planRecord.ts';
import { redact } from './redact.ts';
import { trainingOutcome } from './trainingOutcome.ts';

export interface CollectOptions {
  readonly plan: Plan;
  /** What became of the plan's nodes: in the last event of a run. */
  readonly outcomes: Outcomes;
  readonly environment: EnvironmentRecord;
  /** The literal of hypotheses as it was before the run. */
  readonly hypotheses?: { readonly digest: string; readonly commit: string | null };
}

/** The records of a run: all that a report needs, ever. The same plan on the same engine gives the same bytes but for times and memory. */
export function collectRecords({ plan, outcomes, environment, hypotheses }: CollectOptions): readonly RunRecord[] {
  const nodes = new Map(plan.nodes.map((n) => [n.key, n]));
  const values = plan.values.flatMap(({ metric, cells, key }): readonly RunRecord[] => {
    const outcome = outcomes.get(key);
    if (outcome?.status !== 'completed') return [];
    return [{ kind: 'value', metric, cells, result: (outcome.result as unknown as AnalyseStored).value }];
  });
  return [
    { kind: 'header', schema: SCHEMA, comparability: COMPARABILITY, plan: planRecord(plan), hypotheses: hypotheses ?? null },
    environment,
    ...plan.cells.map((cell) => cellRecord(cell, plan, nodes, outcomes)),
    ...values,
  ];
}

// ---------------------------------------------------------------------------------------------------------------------

type Nodes = ReadonlyMap<NodeKey, PlannedNode>;

function cellRecord(cell: PlannedCell, plan: Plan, nodes: Nodes, outcomes: Outcomes): CellRecord {
  const base = { kind: 'cell' as const, cell: cell.id };
  if (cell.excluded !== null) return { ...base, status: 'excluded', reason: cell.excluded, log: [], nodes: [] };
  const arm = known(plan.arms.find((a) => a.id === cell.arm), 'cells have arms') as Arm;
  return { ...base, ...statusOf(cell, plan, nodes, outcomes), nodes: cell.nodes.flatMap((key) => nodeRecord(known(nodes.get(key), 'cells name nodes of the plan'), outcomes.get(key), arm)) };
}

/** The cell is what its first node is that did not complete. A comparison of cells that another cell blocks is not its own fault, and a trial may be lost. */
function statusOf(cell: PlannedCell, plan: Plan, nodes: Nodes, outcomes: Outcomes): Pick<CellRecord, 'status' | 'reason' | 'log'> {
  const shared = new Set(plan.values.filter((v) => v.cells.length > 1).map((v) => v.key));
  for (const key of cell.nodes) {
    const outcome = known(outcomes.get(key), 'a run settles every node');
    if (outcome.status === 'completed' || (outcome.status === 'blocked' && shared.has(key)) || isLostTrial(key, cell, nodes, outcomes)) continue;
    const { status, reason, ...more } = causeOf(outcome, outcomes);
    return { status, reason: redact(reason), log: 'log' in more ? more.log.map((line) => redact(line)) : [] };
  }
  return { status: 'completed', reason: null, log: [] };
}

/** A trial of a learning rate that diverged, or its prediction: that is an answer, not a failure of the cell. */
function isLostTrial(key: NodeKey, cell: PlannedCell, nodes: Nodes, outcomes: Outcomes): boolean {
  const outcome = outcomes.get(key);
  if (outcome?.status === 'blocked' && nodes.get(key)?.kind === 'predict') return isLostTrial(outcome.by, cell, nodes, outcomes);
  return outcome?.status === 'diverged' && nodes.get(key)?.kind === 'phase' && !cell.phases.includes(key);
}

type Incomplete = Exclude<NodeOutcome, { readonly status: 'completed' }>;

/** What a blocked node waits for in vain, in the end. */
function causeOf(outcome: Incomplete, outcomes: Outcomes): Incomplete {
  const by = outcome.status === 'blocked' ? outcomes.get(outcome.by) : undefined;
  return by === undefined || by.status === 'completed' ? outcome : causeOf(by, outcomes);
}

function nodeRecord({ key, kind, name }: PlannedNode, outcome: NodeOutcome | undefined, arm: Arm): readonly NodeRecord[] {
  if (outcome?.status !== 'completed') return [];
  const training = kind === 'phase' ? trainingOutcome(outcome.result as unknown as PhaseStored, arm.network) : null;
  const selection = kind === 'select' ? (outcome.result as unknown as SelectStored) : null;
  return [{ key, kind, name, coreSeconds: outcome.work.coreSeconds, peakMemory: outcome.work.peakMemory, training, selection }];
}
