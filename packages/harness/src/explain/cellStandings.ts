import { type NodeKey, known } from '@exitbench/core';

import type { Plan, PlannedCell, PlannedNode } from '../plan/plan.ts';
import type { NodeStanding, Standings } from './nodeStanding.ts';

/** Where a cell stands, as a table of cells by outcome counts it. */
export type CellStatus = 'completed' | 'running' | 'resumable' | 'waiting' | 'failed' | 'timeout' | 'oom' | 'diverged' | 'blocked' | 'excluded';

export interface CellStanding {
  readonly cell: PlannedCell;
  readonly status: CellStatus;
  /** Why it did not or cannot complete; null where it has or may. */
  readonly reason: string | null;
}

/** Where each cell of a plan stands, by where its nodes stand. A cell that failed counts as such until it is tried again. */
export function cellStandings(plan: Plan, standings: Standings): readonly CellStanding[] {
  const culprits = culpritsOf(plan, standings);
  const nodes = new Map(plan.nodes.map((n) => [n.key, n]));
  const shared = new Set(plan.values.filter((v) => v.cells.length > 1).map((v) => v.key));
  return plan.cells.map((cell): CellStanding => {
    if (cell.excluded !== null) return { cell, status: 'excluded', reason: cell.excluded };
    const own = cell.nodes.map((key) => known(nodes.get(key), 'cells name nodes of the plan'));
    const read = new Set(own.flatMap((n) => n.after));
    // What nothing reads is what the cell is for. A comparison that another cell prevents is not this one's fault.
    const culprit = own.filter((n) => !read.has(n.key)).map((n) => ({ end: n, by: culprits.get(n.key) }))
      .find(({ end, by }) => by !== undefined && (!shared.has(end.key) || cell.nodes.includes(by.node.key)))?.by;
    const todo = own.map((n) => ({ ...standingIn(standings, n.key), culprit: culprits.get(n.key) })).filter((s) => s.status !== 'stored' && s.culprit === undefined);
    const has = (status: NodeStanding['status']): boolean => todo.some((s) => s.status === status);

    if (culprit !== undefined && (culprit.status === 'diverged' || !has('running'))) {
      return cell.nodes.includes(culprit.node.key)
        ? { cell, status: culprit.status, reason: culprit.reason }
        : { cell, status: 'blocked', reason: `It needs \`${culprit.node.label}\`, which did not complete: ${culprit.reason}` };
    }
    return { cell, status: todo.length === 0 ? 'completed' : has('running') ? 'running' : has('resumable') ? 'resumable' : 'waiting', reason: null };
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** A node that did not complete. */
interface Culprit {
  readonly node: PlannedNode;
  readonly status: 'failed' | 'timeout' | 'oom' | 'diverged';
  readonly reason: string;
}

/** The nodes because of which others, or themselves, have no result. */
function culpritsOf({ nodes }: Plan, standings: Standings): ReadonlyMap<NodeKey, Culprit> {
  const trials = new Set(nodes.flatMap(({ task }) => (task.kind === 'select' ? task.trials.flatMap((t) => [t.phase, t.predict]) : [])));
  const culprits = new Map<NodeKey, Culprit>();
  for (const node of nodes) {
    const culprit = culpritOf(node, standingIn(standings, node.key), culprits, trials);
    if (culprit !== undefined) culprits.set(node.key, culprit);
  }
  return culprits;
}

function culpritOf(node: PlannedNode, standing: NodeStanding, before: ReadonlyMap<NodeKey, Culprit>, trials: ReadonlySet<NodeKey>): Culprit | undefined {
  const { status } = standing;
  if (status === 'stored' || status === 'running') return undefined;
  if (status === 'failed' || status === 'timeout' || status === 'oom' || status === 'diverged') return { node, status, reason: standing.reason };
  // A learning rate whose trial diverged is only not chosen, unless no other is left.
  const isNotChosen = (c: Culprit): boolean => c.status === 'diverged' && trials.has(c.node.key) && !trials.has(node.key);
  if (node.task.kind === 'select' && node.task.trials.every((t) => before.get(t.predict)?.status === 'diverged')) {
    return { node, status: 'diverged', reason: 'Training diverged at every learning rate.' };
  }
  return node.after.flatMap((key) => before.get(key) ?? []).find((c) => !isNotChosen(c));
}

function standingIn(standings: Standings, key: NodeKey): NodeStanding {
  return known(standings.get(key), 'each node of a plan stands somewhere');
}
