import { join } from 'node:path';

import { cpuModel } from '../collect/environment.ts';
import type { Plan } from '../plan/plan.ts';
import { checkWritable } from '../store/checkWritable.ts';
import { LEASES, type LeaseTimes, openLeases } from '../store/leases.ts';
import { addSpeed, readSpeed, speedId } from '../store/speeds.ts';
import { openStore } from '../store/store.ts';
import { sweepStore } from '../store/sweepStore.ts';
import { eventQueue } from './eventQueue.ts';
import type { RunEvent } from './events.ts';
import type { Executor } from './executor.ts';
import { openLedger } from './ledger.ts';
import { type LimitOptions, nodeLimits } from './nodeLimits.ts';
import { overheadMeter } from './overhead.ts';
import { roomWanted } from './roomWanted.ts';
import { workOff } from './workOff.ts';

/** What is done without a stored result: it is computed, or not. */
export type CachePolicy = 'reuse' | 'only';

export interface RunOptions {
  /** Folder of the store. */
  readonly store: string;
  readonly executor: Executor;
  /** Default `reuse`. */
  readonly policy?: CachePolicy;
  /** Stops the run: nothing new starts, what runs stops where it can go on later. */
  readonly signal?: AbortSignal;
  /** What a node may take. */
  readonly limits?: LimitOptions;
  /** Permutes the order in which ready nodes start, each seed in its own way. Results do not depend on it. */
  readonly shuffle?: number;
  /** A clock in seconds for the overhead. Default: this process's. */
  readonly now?: () => number;
  /** Times of the leases on nodes. All processes on a store must have the same. */
  readonly leases?: LeaseTimes;
}

/**
 * Runs the nodes of a plan that the store does not have, each after those that it reads, longest path first. What another
 * process on the same store computes is waited for. A node that fails blocks what depends on it, and nothing else. Prints
 * nothing: the last event, `finished`, has all outcomes. The executor stays open: it is the caller's.
 *
 * @throws ExitbenchError `bad-store` before anything runs, where nothing can be kept
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
  const speedName = speedId(plan.engine, cpuModel());
  const ledger = openLedger(plan, { slots: executor.slots, known: await readSpeed(options.store, speedName), shuffle: options.shuffle }, tell);
  const { state, speed } = ledger;

  const stored = await ledger.settleStored(store);
  const overhead = overheadMeter(executor.slots, options.now);
  const toRun = policy === 'only' ? [] : ledger.left();
  overhead.note(0, toRun.length === 0 ? 0 : state.ready());
  if (toRun.length > 0) {
    await checkWritable(options.store, roomWanted(plan, toRun, executor.slots));
    await sweepStore(options.store, options.leases);
  }
  tell({
    kind: 'started', nodes: plan.nodes.length, cached: stored.found, toRun: toRun.length, macs: toRun.reduce((sum, n) => sum + n.macs, 0),
    seconds: speed.secondsFromStart(toRun, executor.slots), slots: executor.slots,
  });
  stored.events.forEach(tell);
  if (policy === 'only') for (const node of state.waiting()) ledger.ended(node, { status: 'skipped', reason: 'It is not in the store, and nothing was to be computed.' });

  const { isStopped, whyStopped, stop, close } = stopper(executor, signal, tell);
  try {
    if (state.waiting().length > 0) await store.keepCode(plan.code);
    const leases = openLeases(join(options.store, LEASES), options.leases);
    await workOff({
      ledger, overhead, stop, tell,
      place: { store, leases, executor, engine: plan.engine, isStopped },
      limitsOf: (node) => nodeLimits(node.kind, speed.seconds([node], 1), options.limits),
      learn: (node, seconds) => addSpeed(options.store, speedName, { expected: speed.expected(node), seconds }),
    });
  } finally {
    close();
  }
  for (const node of state.waiting()) ledger.ended(node, { status: 'interrupted', reason: whyStopped(), log: [] });
  tell({ kind: 'finished', outcomes: state.outcomes, interrupted: isStopped(), seconds: (performance.now() - begun) / 1000, overhead: overhead.value() });
}

/** Stops a run once, however often it is told to. */
function stopper(executor: Executor, signal: AbortSignal | undefined, tell: (event: RunEvent) => void): Stopper {
  let stopped: { readonly reason?: string } | undefined;
  function stop(reason?: string): void {
    if (stopped !== undefined) return;
    stopped = reason === undefined ? {} : { reason };
    tell({ kind: 'stopping', ...stopped });
    executor.stop();
  }
  const onAbort = (): void => stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) stop();
  return {
    stop,
    isStopped: () => stopped !== undefined,
    whyStopped: () => (stopped?.reason === undefined ? 'The run was stopped before it started.' : `The run was stopped before it started: ${stopped.reason}`),
    close: () => signal?.removeEventListener('abort', onAbort),
  };
}

interface Stopper {
  readonly stop: (reason?: string) => void;
  readonly isStopped: () => boolean;
  /** The reason of nodes that did not start. */
  readonly whyStopped: () => string;
  readonly close: () => void;
}
