import type { ErrorCode, NodeKey } from '@exitbench/core';

import type { EngineFingerprint, PlannedNode } from '../plan/plan.ts';
import type { Spent, Work } from '../store/entry.ts';
import type { Corrupt } from '../store/store.ts';

/** A node with all that a process needs to run it: plain data. */
export interface NodeJob extends Pick<PlannedNode, 'key' | 'kind' | 'label' | 'inputs' | 'task' | 'macs'> {
  /** Folder of the store. */
  readonly store: string;
  /** What the engine must be. */
  readonly engine: EngineFingerprint;
  readonly limits: Limits;
}

/** What a node may take before its process is ended. */
export interface Limits {
  readonly seconds: number;
  /** Resident bytes of the process. */
  readonly memory: number;
}

/** How far a phase has come. */
export interface Progress {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly loss: number;
  readonly imagesPerSecond: number;
}

/** What a node says while it runs. */
export type NodeNews =
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** A phase goes on from a checkpoint: so many steps had been done, and that much spent on them. */
  | { readonly kind: 'resumed'; readonly step: number; readonly spent: Spent }
  /** A phase has kept where it is: after so many steps. */
  | { readonly kind: 'checkpoint'; readonly step: number }
  /** What it is about: a file of a data set that is being provided, passes that an analysis has made. */
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'corrupt'; readonly corrupt: Corrupt };

/** What a node failed with. */
export interface Failure {
  /**
   * The code of our errors; `unexpected` for any other, `worker-lost` when the process ended by itself, `timeout` and `oom` when it was
   * ended at a limit, `full` when there was no room left in the store.
   */
  readonly code: ErrorCode | 'unexpected' | 'worker-lost' | 'timeout' | 'oom' | 'full';
  readonly message: string;
  readonly at?: string;
  readonly hint?: string;
  /** The last lines that the process wrote, or the stack of an unexpected error. */
  readonly log: readonly string[];
}

/** What became of a node that was run. Its result is in the store when it is `done`. */
export type NodeEnd = { readonly kind: 'done'; readonly work: Work } | { readonly kind: 'failed'; readonly failure: Failure };

export type { NodeKey };
