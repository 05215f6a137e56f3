import { setTimeout as sleep } from 'node:timers/promises';

import type { NodeKey } from '@exitbench/core';

import type { PlannedNode } from '../plan/plan.ts';
import { nodesElsewhere } from './elsewhere.ts';
import type { RunEvent } from './events.ts';
import type { Failure, Limits } from './job.ts';
import type { Ledger } from './ledger.ts';
import { type Attempt, type Workplace, attemptNode } from './nodeRun.ts';
import { outcomeOf } from './outcome.ts';
import type { OverheadMeter } from './overhead.ts';
import { nameOf, newsTeller } from './progress.ts';

export interface WorkOffOptions {
  readonly ledger: Ledger;
  readonly place: Workplace;
  readonly overhead: OverheadMeter;
  readonly limitsOf: (node: PlannedNode) => Limits;
  /** Remembers what work of this kind takes on this machine. */
  readonly learn: (node: PlannedNode, seconds: number) => Promise<void>;
  /** Stops the run: for a reason that concerns all nodes. */
  readonly stop: (reason: string) => void;
  readonly tell: (event: RunEvent) => void;
}

/** Milliseconds between two looks at what other processes compute. */
const LOOK = 500;

/** Runs nodes until none is left that can run, or the run is stopped and what ran has ended. Fills as many slots as there are. */
export async function workOff({ ledger, place, overhead, limitsOf, learn, stop, tell }: WorkOffOptions): Promise<void> {
  const { state, speed, standing } = ledger;
  const elsewhere = nodesElsewhere(place.store, place.leases);
  const attempts = new Map<NodeKey, number>();
  const active = new Set<Promise<void>>();

  async function run(node: PlannedNode): Promise<void> {
    let hasRun = false;
    const attempt = await attemptNode(node, limitsOf(node), place, () => {
      hasRun = true;
      tell({ kind: 'node-started', node: nameOf(node) });
      return newsTeller(node, speed, standing, tell);
    });
    if (hasRun && attempt.kind !== 'done') overhead.lose();
    await note(node, attempt);
  }

  async function note(node: PlannedNode, attempt: Attempt): Promise<void> {
    switch (attempt.kind) {
      case 'done':
        overhead.add(attempt.useful);
        await learn(node, attempt.entry.work.seconds);
        return ledger.stored(node, attempt.entry, true);
      case 'stored':
        return ledger.stored(node, attempt.entry, false);
      case 'elsewhere':
        if (elsewhere.add(node)) tell({ kind: 'node-elsewhere', node: nameOf(node) });
        return undefined;
      case 'stopped':
        return state.reopen([node]);
      case 'failed':
        return failed(node, attempt.failure);
      default:
        return attempt satisfies never;
    }
  }

  async function failed(node: PlannedNode, failure: Failure): Promise<void> {
    const tried = (attempts.get(node.key) ?? 0) + 1;
    attempts.set(node.key, tried);
    // Each try may find one more of the results that it reads damaged, whatever it says of that.
    if (failure.code !== 'interrupted' && failure.code !== 'full' && tried <= node.after.length + 1) {
      const lost = await ledger.missing(node, place.store);
      if (lost.length > 0) return state.reopen([node, ...lost]);
    }
    if (failure.code === 'full') stop(failure.message);
    const wasEnded = place.isStopped() && failure.code === 'worker-lost';
    return ledger.ended(node, wasEnded ? { status: 'interrupted', reason: 'The run was stopped while it ran.', log: [] } : outcomeOf(failure));
  }

  async function lookElsewhere(): Promise<void> {
    const { stored, free } = await elsewhere.look();
    for (const { node, entry } of stored) ledger.stored(node, entry, false);
    state.reopen(free);
  }

  for (let looked = performance.now(); ;) {
    while (!place.isStopped() && active.size < place.executor.slots) {
      const node = state.next();
      if (node === undefined) break;
      state.start(node);
      const promise: Promise<void> = run(node).finally(() => active.delete(promise));
      active.add(promise);
    }
    overhead.note(active.size, place.isStopped() ? 0 : state.ready());
    if (active.size === 0 && (place.isStopped() || elsewhere.size === 0)) break;
    await Promise.race([...active, ...(elsewhere.size === 0 ? [] : [sleep(LOOK)])]);
    if (elsewhere.size > 0 && performance.now() - looked >= LOOK) {
      await lookElsewhere();
      looked = performance.now();
    }
  }
  state.reopen(elsewhere.clear());
}
