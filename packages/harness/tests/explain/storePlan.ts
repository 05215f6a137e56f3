import { type Plan, type PlannedNode, inputsOf, openStore } from '../../src/index.ts';

/** What the made-up work of each node took. */
const WORK = { coreSeconds: 2, seconds: 2, useful: 2, peakMemory: null };

/** Stores a made-up result for nodes of a plan, as a run does, and what their code is of. */
export async function storePlan(folder: string, plan: Plan, which: (node: PlannedNode) => boolean = () => true): Promise<void> {
  const store = openStore(folder);
  await store.keepCode(plan.code);
  for (const node of plan.nodes.filter(which)) {
    const { key, kind, label, inputs } = node;
    await store.write({ key, kind, label, inputs: inputsOf(inputs), result: null, work: WORK }, { weights: new TextEncoder().encode(key) });
  }
}

/** Stores that a phase diverged. */
export async function storeDiverged(folder: string, { key, kind, label, inputs }: PlannedNode, reason: string): Promise<void> {
  await openStore(folder).write({ key, kind, label, inputs: inputsOf(inputs), result: null, diverged: { reason, log: [] }, work: WORK }, {});
}
