import type { NodeKey } from '@exitbench/core';

import type { NodeKind } from '../plan/resolvedNode.ts';
import type { Work } from '../store/entry.ts';
import type { Corrupt } from '../store/store.ts';
import type { Progress } from './job.ts';
import type { NodeOutcome, Outcomes } from './outcome.ts';

/** Names a node for people and for programs. */
export interface NodeName {
  readonly key: NodeKey;
  readonly kind: NodeKind;
  readonly label: string;
}

/** How far a run has come. */
export interface Standing {
  /** Nodes that need no more work, those from the store included, and all nodes. */
  readonly done: number;
  readonly nodes: number;
  /** Seconds that are left by the measured speed; null before anything is known. */
  readonly eta: number | null;
}

/** What a run says of itself, in this order: `started`, anything, `finished`. */
export type RunEvent =
  | {
    readonly kind: 'started'; readonly nodes: number; readonly cached: number; readonly toRun: number;
    /** Multiply-accumulates to be spent, and the seconds that they are expected to take; null where no speed is known. */
    readonly macs: number; readonly seconds: number | null; readonly slots: number;
  }
  | { readonly kind: 'node-started'; readonly node: NodeName }
  | { readonly kind: 'node-progress'; readonly node: NodeName; readonly progress: Progress; readonly standing: Standing }
  /** A phase goes on from a checkpoint: so many steps had been done. */
  | { readonly kind: 'node-resumed'; readonly node: NodeName; readonly step: number }
  /** A phase has kept where it is: after so many steps. */
  | { readonly kind: 'node-checkpoint'; readonly node: NodeName; readonly step: number }
  /** Another process computes it; its result will be taken from the store. */
  | { readonly kind: 'node-elsewhere'; readonly node: NodeName }
  /** What it is about: a file of a data set that is being provided, passes that an analysis has made. */
  | { readonly kind: 'node-note'; readonly node: NodeName; readonly text: string }
  | {
    readonly kind: 'node-done'; readonly node: NodeName; readonly work: Work; readonly standing: Standing;
    /** Whether it is the result of a trial at the chosen rate: its work was done there and not again. */
    readonly copied: boolean;
  }
  | { readonly kind: 'node-ended'; readonly node: NodeName; readonly outcome: Exclude<NodeOutcome, { readonly status: 'completed' }> }
  /** A stored result was damaged; it was set aside and is computed again. */
  | { readonly kind: 'corrupt'; readonly corrupt: Corrupt }
  /** Nothing new starts, and what runs stops where it can go on: because it was told to, or for the reason that is given. */
  | { readonly kind: 'stopping'; readonly reason?: string }
  | {
    readonly kind: 'finished'; readonly outcomes: Outcomes; readonly interrupted: boolean; readonly seconds: number;
    /**
     * 1 − (time in steps, data, evaluation and metrics) / (time of workers during which a node could run): what running costs
     * beside the work itself. Null when nothing ran, or a node that ran did not complete: what was useful of its time is not known.
     */
    readonly overhead: number | null;
  };
