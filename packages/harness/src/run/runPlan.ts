import { type NodeKey, known } from '@exitbench/core';

import type { Plan, PlannedNode } from '../plan/plan.ts';
import { type Store, openStore } from '../store/store.ts';
import { eventQueue } from './eventQueue.ts';
import type { NodeName, RunEvent, Standing } from './events.ts';
import type { Executor } from './executor.ts';
import type { NodeEnd, NodeNews } from './job.ts';
import { type NodeOutcome, completed, outcomeOf } from './outcome.ts';
import { type Schedule, schedule } from './schedule.ts';
import { speedometer } from './speed.ts';

/** What stored results are for: they are used; everything is computed again; nothing is computed. */
export type CachePolicy = 'reuse' | 'refresh' | 'only';

export interface RunOptions {
  /** Folder of the store. */
  readonly store: string;
  readonly executor: Executor;
  /** Default `reuse`. */
  readonly policy?: CachePolicy;
  /** Stops the run: nothing new starts, what runs stops where it can go on later. */
  readonly signal?: AbortSignal;
}

/** How often a node is tried when results that it reads turn out to be damaged. */
const ATTEMPTS = 3;

/**
 * Runs the nodes of a plan that the store does not have, each after those that it reads, longest path first. A node that
 * fails blocks what depends on it, and nothing else. Prints nothing: the last event, `finished`, has all outcomes. The
 * executor stays open: it is the caller's.
 */
export function runPlan(plan: Plan, options: RunOptions): AsyncIterable<RunEvent> {
  const events = eventQueue<RunEvent>();
  run(plan, options, (event) => events.push(event)).then(() => events.end(), (error: unknown) => events.end(error));
  return events;
}

// ---------------------------------------------------------------------------------------------------------------------

async function run(plan: Plan, options: RunOptions, tell: (event: RunEvent) => void): Promise<void> {
  const { executor, policy = 'reuse', signal } = options;
  const begun = performance.now();
  const store = openStore(options.store, (corrupt) => tell({ kind: 'corrupt', corrupt }));
  const state = schedule(plan.nodes);
  const speed = speedometer(plan.engine.engine);
  const attempts = new Map<NodeKey, number>();

  const left = (): readonly PlannedNode[] => plan.nodes.filter((n) => !state.outcomes.has(n.key));
  const standing = (): Standing => ({ done: state.outcomes.size, nodes: plan.nodes.length, eta: speed.seconds(left(), executor.slots) });
  const end = (node: PlannedNode, outcome: Exclude<NodeOutcome, { readonly status: 'completed' }>): void => {
    for (const blocked of state.settle(node, outcome)) {
      tell({ kind: 'node-ended', node: nameOf(blocked), outcome: state.outcomes.get(blocked.key) as typeof outcome });
    }
    tell({ kind: 'node-ended', node: nameOf(node), outcome });
  };

  if (policy !== 'refresh') await settleStored(plan.nodes, store, state);
  for (const node of plan.nodes) {
    const outcome = state.outcomes.get(node.key);
    if (outcome?.status === 'completed') speed.set(node, 1, outcome.work.seconds);
  }
  const cached = state.outcomes.size;
  const toRun = policy === 'only' ? [] : left();
  tell({
    kind: 'started', nodes: plan.nodes.length, cached, toRun: toRun.length, macs: toRun.reduce((sum, n) => sum + n.macs, 0),
    seconds: speed.secondsFromStart(toRun, executor.slots), slots: executor.slots,
  });
  if (policy === 'only') for (const node of state.waiting()) end(node, { status: 'skipped', reason: 'It is not in the store, and nothing was to be computed.' });

  const stop = (): void => {
    tell({ kind: 'stopping' });
    executor.stop();
  };
  signal?.addEventListener('abort', stop, { once: true });

  async function runNode(node: PlannedNode): Promise<void> {
    const started = performance.now();
    const news = (item: NodeNews): void => {
      if (item.kind === 'corrupt') return tell({ kind: 'corrupt', corrupt: item.corrupt });
      if (item.kind === 'resumed') return tell({ kind: 'node-resumed', node: nameOf(node), step: item.step });
      if (item.kind === 'data') return tell({ kind: 'node-data', node: nameOf(node), text: item.text });
      speed.set(node, item.progress.step / item.progress.steps, (performance.now() - started) / 1000);
      return tell({ kind: 'node-progress', node: nameOf(node), progress: item.progress, standing: standing() });
    };
    tell({ kind: 'node-started', node: nameOf(node) });
    if (policy === 'refresh') await store.checkpoint(node.key).remove();
    const { key, kind, label, inputs, task } = node;
    await finish(node, await executor.run({ key, kind, label, inputs, task, macs: node.macs, store: options.store, engine: plan.engine, limits: { seconds: 86_400, memory: 4 * 2 ** 30 } }, news));
  }

  async function finish(node: PlannedNode, result: NodeEnd): Promise<void> {
    if (result.kind === 'done') {
      const entry = known(await store.find(node.key), `the worker has stored ${node.label}`);
      state.settle(node, completed(entry, true));
      speed.set(node, 1, entry.work.seconds);
      return tell({ kind: 'node-done', node: nameOf(node), work: entry.work, standing: standing() });
    }
    const tried = (attempts.get(node.key) ?? 0) + 1;
    attempts.set(node.key, tried);
    if (result.failure.code === 'bad-store' && tried < ATTEMPTS) {
      const lost = await missing(plan.nodes.filter((n) => node.after.includes(n.key)), store);
      if (lost.length > 0) return state.reopen([node, ...lost]);
    }
    const wasEnded = signal?.aborted === true && result.failure.code === 'worker-lost';
    return end(node, wasEnded ? { status: 'interrupted', reason: 'The run was stopped while it ran.', log: [] } : outcomeOf(result.failure));
  }

  if (state.waiting().length > 0) await store.keepCode(plan.code);
  const active = new Set<Promise<void>>();
  for (;;) {
    while (signal?.aborted !== true && active.size < executor.slots) {
      const node = state.next();
      if (node === undefined) break;
      state.start(node);
      const promise: Promise<void> = runNode(node).finally(() => active.delete(promise));
      active.add(promise);
    }
    if (active.size === 0) break;
    await Promise.race(active);
  }
  for (const node of state.waiting()) end(node, { status: 'interrupted', reason: 'The run was stopped before it started.', log: [] });
  signal?.removeEventListener('abort', stop);
  tell({ kind: 'finished', outcomes: state.outcomes, interrupted: signal?.aborted === true, seconds: (performance.now() - begun) / 1000, overhead: null });
}

async function settleStored(nodes: readonly PlannedNode[], store: Store, state: Schedule): Promise<void> {
  const entries = await Promise.all(nodes.map((n) => store.find(n.key)));
  nodes.forEach((node, i) => {
    const entry = entries[i];
    if (entry !== undefined) state.settle(node, completed(entry, false));
  });
}

async function missing(nodes: readonly PlannedNode[], store: Store): Promise<readonly PlannedNode[]> {
  const found = await Promise.all(nodes.map((n) => store.find(n.key)));
  return nodes.filter((_, i) => found[i] === undefined);
}

function nameOf({ key, kind, label }: PlannedNode): NodeName {
  return { key, kind, label };
}
