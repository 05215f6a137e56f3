import { type NodeKey, known } from '@exitbench/core';

import type { PlannedNode } from '../plan/plan.ts';
import type { NodeOutcome } from './outcome.ts';
import { priorities } from './priorities.ts';

/** Which nodes have run, run, and can run. */
export interface Schedule {
  readonly outcomes: ReadonlyMap<NodeKey, NodeOutcome>;
  /** Nodes that are neither settled nor running. */
  waiting(): readonly PlannedNode[];
  /** The node that should run next: ready, longest path first. Undefined when nothing can start now. */
  next(): PlannedNode | undefined;
  /** How many nodes could start now, if there were slots: `next` would give them one after the other. */
  ready(): number;
  start(node: PlannedNode): void;
  /** Notes what became of a node. Gives the nodes that wait for it in vain and are now blocked. */
  settle(node: PlannedNode, outcome: NodeOutcome): readonly PlannedNode[];
  /** Nodes go back to waiting: a result that they gave, or read, is gone. */
  reopen(nodes: readonly PlannedNode[]): void;
  readonly running: number;
}

/** @param rank who starts first among those that can. Default: who is on the longest path */
export function schedule(nodes: readonly PlannedNode[], rank = priorities(nodes)): Schedule {
  const outcomes = new Map<NodeKey, NodeOutcome>();
  const running = new Set<PlannedNode>();
  const order = nodes.toSorted((a, b) => known(rank.get(b.key), 'ranked') - known(rank.get(a.key), 'ranked'));
  const isWaiting = (n: PlannedNode): boolean => !outcomes.has(n.key) && !running.has(n);
  const isReady = (n: PlannedNode): boolean => isWaiting(n) && n.after.every((key) => suffices(outcomes.get(key), n));

  /** Whether a node can do with what became of one that it reads. A trial that diverged has lost, so a selection needs no prediction of it. */
  function suffices(outcome: NodeOutcome | undefined, { kind }: PlannedNode): boolean {
    if (outcome?.status === 'completed') return true;
    return kind === 'select' && outcome?.status === 'blocked' && outcomes.get(outcome.by)?.status === 'diverged';
  }

  function block(by: PlannedNode): readonly PlannedNode[] {
    return nodes.filter((n) => isWaiting(n) && n.after.includes(by.key) && !suffices(outcomes.get(by.key), n)).flatMap((n) => {
      if (!isWaiting(n)) return []; // blocked already, through another path
      outcomes.set(n.key, { status: 'blocked', by: by.key, reason: `It needs \`${by.label}\`, which did not complete.` });
      return [n, ...block(n)];
    });
  }

  /** Nodes that could start now. One that wants to be alone waits for all others, and they for it. */
  function startable(): readonly PlannedNode[] {
    if ([...running].some((n) => n.alone)) return [];
    const ready = order.filter(isReady);
    const others = ready.filter((n) => !n.alone);
    return others.length > 0 || running.size > 0 ? others : ready.slice(0, 1);
  }

  return {
    outcomes,
    get running() {
      return running.size;
    },
    waiting: () => nodes.filter(isWaiting),
    next: () => startable()[0],
    ready: () => startable().length,
    start: (node) => void running.add(node),
    settle(node, outcome) {
      running.delete(node);
      outcomes.set(node.key, outcome);
      return outcome.status === 'completed' ? [] : block(node);
    },
    reopen(again) {
      for (const node of again) {
        if (outcomes.get(node.key)?.status === 'blocked') continue; // it has never given a result
        running.delete(node);
        outcomes.delete(node.key);
      }
    },
  };
}
