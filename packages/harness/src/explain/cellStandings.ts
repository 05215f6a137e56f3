import { known } from '@exitbench/core';

import type { Plan, PlannedCell } from '../plan/plan.ts';
import { culpritsOf, standingIn } from './culprits.ts';
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
