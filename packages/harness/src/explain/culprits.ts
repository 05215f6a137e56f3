import { type NodeKey, known } from '@exitbench/core';

import type { Plan, PlannedNode } from '../plan/plan.ts';
import type { NodeStanding, Standings } from './nodeStanding.ts';

/** A node that did not complete. */
export interface Culprit {
  readonly node: PlannedNode;
  readonly status: 'failed' | 'timeout' | 'oom' | 'diverged';
  readonly reason: string;
}

/** The nodes because of which others, or themselves, have no result. */
export function culpritsOf({ nodes }: Plan, standings: Standings): ReadonlyMap<NodeKey, Culprit> {
  const trials = new Set(nodes.flatMap(({ task }) => (task.kind === 'select' ? task.trials.flatMap((t) => [t.phase, t.predict]) : [])));
  const culprits = new Map<NodeKey, Culprit>();
  for (const node of nodes) {
    const culprit = culpritOf(node, standingIn(standings, node.key), culprits, trials);
    if (culprit !== undefined) culprits.set(node.key, culprit);
  }
  return culprits;
}

/**
 * The nodes that are left to compute: those that the store does not have, but for what diverged, or reads what did. A
 * node that failed is tried again, and with it what depends on it.
 */
export function nodesLeft(plan: Plan, standings: Standings): readonly PlannedNode[] {
  const culprits = culpritsOf(plan, standings);
  return plan.nodes.filter((n) => standingIn(standings, n.key).status !== 'stored' && culprits.get(n.key)?.status !== 'diverged');
}

/** Where a node stands. */
export function standingIn(standings: Standings, key: NodeKey): NodeStanding {
  return known(standings.get(key), 'each node of a plan stands somewhere');
}

// ---------------------------------------------------------------------------------------------------------------------

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
