import type { Benchmark } from '@exitbench/core';
import { type Plan, type PlannedNode, inputsOf, openStore } from '@exitbench/harness';

import type { Io } from '../src/index.ts';
import { planFor } from '../src/planFor.ts';
import { benchmark } from './benchmark.ts';

const io: Io = { out() {}, err() {}, now: () => 0, env: { EXITBENCH_ENGINE: 'cpu' }, cwd: '/', home: '/', onStop: () => () => {} };

/** The plan of the tiny benchmark in its smallest profile. */
export async function smoke(change: Partial<Benchmark> = {}): Promise<Plan> {
  return (await planFor({ ...benchmark, ...change }, { profile: 'smoke' }, io)).plan;
}

/** Stores a made-up result for nodes of a plan. @param folder of the store */
export async function storeNodes(folder: string, plan: Plan, which: (node: PlannedNode) => boolean = () => true): Promise<void> {
  const store = openStore(folder);
  await store.keepCode(plan.code);
  for (const { key, kind, label, inputs } of plan.nodes.filter(which)) {
    await store.write({ key, kind, label, inputs: inputsOf(inputs), result: null, work: { coreSeconds: 2, seconds: 2, useful: 2, peakMemory: null } }, {});
  }
}
