import type { NodeKey } from '@exitbench/core';

import type { Executor, NodeEnd, NodeJob, Plan, PlannedNode } from '../../src/index.ts';

/** What became of nodes, by label; those that read one which failed are not there. */
export type Ends = ReadonlyMap<string, NodeEnd>;

export interface NodesOptions {
  readonly store: string;
  readonly executor: Executor;
  readonly limits?: Partial<NodeJob['limits']>;
  /** Order in which they are run: each after those that it reads. Default: the plan's. */
  readonly nodes?: readonly PlannedNode[];
}

/** Runs the nodes of a plan one after the other, without a run's schedule, leases and cache. */
export async function runNodes(plan: Plan, { store, executor, limits, nodes = plan.nodes }: NodesOptions): Promise<Ends> {
  const ends = new Map<string, NodeEnd>();
  const done = new Set<NodeKey>();
  for (const node of nodes) {
    if (!node.after.every((key) => done.has(key))) continue;
    const end = await executor.run(jobOf(plan, node, store, limits), () => {});
    ends.set(node.label, end);
    if (end.kind === 'done') done.add(node.key);
  }
  return ends;
}

/** A node as an executor gets it. */
export function jobOf(plan: Plan, { key, kind, label, inputs, task, macs }: PlannedNode, store: string, limits: Partial<NodeJob['limits']> = {}): NodeJob {
  return { key, kind, label, inputs, task, macs, store, engine: plan.engine, limits: { seconds: 60, memory: 2 ** 32, ...limits } };
}
