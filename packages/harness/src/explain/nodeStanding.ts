import { join } from 'node:path';

import type { Json, NodeKey } from '@exitbench/core';

import type { Plan, PlannedNode } from '../plan/plan.ts';
import type { Progress } from '../run/job.ts';
import type { Entry } from '../store/entry.ts';
import { LEASES, openLeases } from '../store/leases.ts';
import type { StoreReader } from './storeReader.ts';

/** Where a node stands. */
export type NodeStanding =
  | { readonly status: 'stored'; readonly entry: Entry; readonly time: number }
  /** It ended so, and would again: it is not run any more. */
  | { readonly status: 'diverged'; readonly reason: string }
  /** A process computes it now. */
  | { readonly status: 'running'; readonly progress: Progress | null }
  /** So it ended when it was tried last; the next run tries it again. The step is that of its checkpoint, if it has one. */
  | { readonly status: 'failed' | 'timeout' | 'oom'; readonly reason: string; readonly step: number | null }
  /** The next run goes on after that step. */
  | { readonly status: 'resumable'; readonly step: number }
  | { readonly status: 'damaged'; readonly reason: string }
  | { readonly status: 'missing' };

/** Where each of some nodes stands, by key. */
export type Standings = ReadonlyMap<NodeKey, NodeStanding>;

/** What running processes say of the nodes that they compute, by key. */
export type Running = ReadonlyMap<NodeKey, Json>;

/** The nodes that some process computes at this moment. @param folder of the store */
export async function runningNodes(folder: string): Promise<Running> {
  const held = await openLeases(join(folder, LEASES)).held();
  return new Map(held.filter((h) => h.alive).map((h) => [h.key, h.news]));
}

/** Where nodes of a plan stand. Reads only. */
export async function standingsOf(nodes: Plan['nodes'], store: StoreReader, running: Running): Promise<Standings> {
  return new Map(await Promise.all(nodes.map(async (node) => [node.key, await standingOf(node, store, running)] as const)));
}

// ---------------------------------------------------------------------------------------------------------------------

async function standingOf({ key, kind }: PlannedNode, store: StoreReader, running: Running): Promise<NodeStanding> {
  const found = await store.find(key);
  if (found.kind === 'entry') {
    const { entry, time } = found;
    return entry.diverged === null ? { status: 'stored', entry, time } : { status: 'diverged', reason: entry.diverged.reason };
  }
  if (running.has(key)) return { status: 'running', progress: progressOf(running.get(key) ?? null) };
  const step = kind === 'phase' ? ((await store.checkpointStep(key)) ?? null) : null;
  const failure = await store.failure(key);
  if (failure !== undefined) return { status: failure.status, reason: failure.reason, step };
  if (step !== null) return { status: 'resumable', step };
  return found.kind === 'damaged' ? { status: 'damaged', reason: found.reason } : { status: 'missing' };
}

/** Progress, where the lease of a node tells some. */
function progressOf(news: Json): Progress | null {
  const { progress } = (news ?? {}) as { readonly progress?: { readonly [field: string]: unknown } | null };
  const { step, steps, epoch, loss, imagesPerSecond } = progress ?? {};
  const isProgress = [step, steps, epoch, imagesPerSecond].every((n) => typeof n === 'number');
  // JSON has no NaN: a loss that is not finite is read as null.
  return isProgress ? ({ step, steps, epoch, imagesPerSecond, loss: typeof loss === 'number' ? loss : NaN } as Progress) : null;
}
