import type { Json, NodeKey } from '@exitbench/core';

import type { Entry, Work } from '../store/entry.ts';
import type { Failure } from './job.ts';

/** What became of a node. Only a completed one has a result. */
export type NodeOutcome =
  | {
    readonly status: 'completed'; readonly result: Json; readonly work: Work;
    /** Whether it was computed now; else it was read from the store. */
    readonly ran: boolean;
  }
  | { readonly status: 'failed' | 'timeout' | 'oom' | 'diverged' | 'interrupted'; readonly reason: string; readonly log: readonly string[] }
  /** A node that it reads did not complete. */
  | { readonly status: 'blocked'; readonly reason: string; readonly by: NodeKey }
  /** Nothing was to be computed, and it is not in the store. */
  | { readonly status: 'skipped'; readonly reason: string };

/** What became of each node of a plan. */
export type Outcomes = ReadonlyMap<NodeKey, NodeOutcome>;

export function completed({ result, work }: Entry, ran: boolean): NodeOutcome {
  return { status: 'completed', result, work, ran };
}

/** The outcome of a node that failed by itself. */
export function outcomeOf({ code, message, at, hint, log }: Failure): Extract<NodeOutcome, { readonly log: unknown }> {
  const status = code === 'diverged' || code === 'interrupted' || code === 'timeout' || code === 'oom' ? code : code === 'full' ? 'interrupted' : 'failed';
  const place = at === undefined || message.includes(at) ? '' : ` At: ${at}.`;
  return { status, reason: `${message}${place}${hint === undefined ? '' : ` ${hint}`}`, log };
}
