import type { Json, NodeKey } from '@exitbench/core';

import type { NodeKind } from '../plan/resolvedNode.ts';

/** Version of the layout of entries. An entry of another version does not count. */
export const ENTRY_FORMAT = 2;

/** What computing a node took. Not part of its result. */
export interface Work {
  /** CPU time of the worker while the node ran. */
  readonly coreSeconds: number;
  readonly seconds: number;
  /** The part of them that went into steps, data, evaluation or a metric: the rest is starting, loading and storing. */
  readonly useful: number;
  /** Peak resident bytes; null unless the node ran first in a fresh worker. */
  readonly peakMemory: number | null;
}

/** Work that one process has done on a node which another may finish. */
export type Spent = Pick<Work, 'coreSeconds' | 'seconds' | 'useful'>;

/** What is stored of a node. It is written after its payloads, so it exists only when it is whole. */
export interface Entry {
  readonly format: typeof ENTRY_FORMAT;
  readonly key: NodeKey;
  readonly kind: NodeKind;
  /** What it was called by the run that computed it: for people. */
  readonly label: string;
  /** What the key is the digest of. */
  readonly inputs: Json;
  /** That the node ended so, and would again: a phase of which a loss was not finite. Null where there is a result. */
  readonly diverged: { readonly reason: string; readonly log: readonly string[] } | null;
  /** The small part of the result; its shape depends on the kind of node. */
  readonly result: Json;
  /** The large parts, by name. */
  readonly payloads: { readonly [name: string]: Payload };
  readonly work: Work;
}

export interface Payload {
  /** Subresource integrity string of the bytes. */
  readonly integrity: string;
  readonly bytes: number;
}
