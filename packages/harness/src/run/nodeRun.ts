import type { EngineFingerprint, PlannedNode } from '../plan/plan.ts';
import type { Entry, Spent } from '../store/entry.ts';
import { forgetFailure, noteFailure } from '../store/failures.ts';
import { isFull } from '../store/isFull.ts';
import type { Lease, Leases } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import type { Executor } from './executor.ts';
import type { Failure, Limits, NodeEnd, NodeJob, NodeNews } from './job.ts';
import { outcomeOf } from './outcome.ts';
import { runningNews } from './progress.ts';

/** How a node is run. */
export interface Workplace {
  readonly store: Store;
  readonly leases: Leases;
  readonly executor: Executor;
  readonly engine: EngineFingerprint;
  /** Whether nothing may start any more. */
  readonly isStopped: () => boolean;
}

/** How an attempt at a node ended. */
export type Attempt =
  /** @param useful seconds of this run that went into the work itself */
  | { readonly kind: 'done'; readonly entry: Entry; readonly useful: number }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Another process had computed it by the time that the lease was there. */
  | { readonly kind: 'stored'; readonly entry: Entry }
  /** Another process has its lease. */
  | { readonly kind: 'elsewhere' }
  /** The run was stopped before it began. */
  | { readonly kind: 'stopped' };

/**
 * Runs a node, if no other process does: the lease is taken, the store looked at again, and only then it is given to the
 * executor. When the lease is lost, as after this machine slept, the node is ended: it belongs to whoever has it now.
 *
 * @param begin called when it is given to the executor; what it returns is told the node's news
 */
export async function attemptNode(node: PlannedNode, limits: Limits, place: Workplace, begin: () => (news: NodeNews) => void): Promise<Attempt> {
  const { store, leases } = place;
  let lease: Lease | undefined;
  try {
    lease = await leases.take(node.key, runningNews(node, null));
  } catch (error) {
    if (!isFull(error)) throw error;
    return { kind: 'failed', failure: { code: 'full', message: 'There is no room left in the store.', hint: 'Make room, and run the same command again: it goes on.', log: [] } };
  }
  if (lease === undefined) return { kind: 'elsewhere' };
  try {
    const entry = await store.find(node.key);
    if (entry !== undefined) return { kind: 'stored', entry };
    // Nothing is waited for between this look and the start.
    if (place.isStopped()) return { kind: 'stopped' };
    return await execute(node, limits, place, lease, begin());
  } finally {
    await lease.release();
  }
}

// ---------------------------------------------------------------------------------------------------------------------

async function execute(node: PlannedNode, limits: Limits, { store, executor, engine }: Workplace, lease: Lease, tell: (news: NodeNews) => void): Promise<Attempt> {
  const { key, kind, label, inputs, task, macs } = node;
  const job: NodeJob = { key, kind, label, inputs, task, macs, store: store.folder, engine, limits };
  let before: Spent | undefined;
  const said = await executor.run(job, (news) => {
    if (news.kind === 'progress') lease.note(runningNews(node, news.progress));
    if (news.kind === 'resumed') before = news.spent;
    tell(news);
  }, lease.lost);
  const entry = said.kind === 'done' ? await store.find(key) : undefined;
  if (said.kind === 'done' && entry !== undefined) {
    await forgetFailure(store.folder, key);
    return { kind: 'done', entry, useful: said.work.useful - (before?.useful ?? 0) };
  }
  const end = said.kind === 'done' ? nothingStored(label) : said;
  if (lease.lost.aborted) return { kind: 'elsewhere' };
  const { status, reason, log } = outcomeOf(end.failure);
  if (status === 'failed' || status === 'timeout' || status === 'oom') await noteFailure(store.folder, key, { status, reason, log });
  return end;
}

/** Its process was told to say so by somebody else, or what it had stored is gone. */
function nothingStored(at: string): Extract<NodeEnd, { readonly kind: 'failed' }> {
  return { kind: 'failed', failure: { code: 'unexpected', at, message: 'Its process said that it was done, but the store has no whole result of it.', hint: 'A plugin may speak in the name of its process; or the store loses what is written.', log: [] } };
}
