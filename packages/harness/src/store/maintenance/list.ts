import { basename, join } from 'node:path';

import type { NodeKey } from '@exitbench/core';

import type { NodeKind } from '../../plan/resolvedNode.ts';
import { QUARANTINE } from '../quarantine.ts';
import { inStore } from '../unusable.ts';
import { type StoredFile, storedFiles, survey } from './survey.ts';

/** A node's entry, for people. */
export interface ListedEntry {
  readonly key: NodeKey;
  /** Null where the entry cannot be read, or another version wrote it. */
  readonly kind: NodeKind | null;
  readonly label: string | null;
  readonly diverged: boolean;
  /** Of its payloads. Entries may share bytes, which are stored once. */
  readonly bytes: number;
  /** When it was written: milliseconds since 1970. */
  readonly time: number;
}

export interface Listing {
  /** The oldest first. */
  readonly entries: readonly ListedEntry[];
  /** Of nodes that have not finished. */
  readonly checkpoints: readonly (StoredFile & { readonly key: NodeKey })[];
  readonly quarantine: readonly StoredFile[];
  /** Bytes of all contents: what entries share counts once. */
  readonly contentBytes: number;
  /** Places in the index that say nothing or something else. `verify` looks into them. */
  readonly strange: number;
}

/** What a store has. Reads the index only, so it may run beside anything. */
export function listStore(store: string): Promise<Listing> {
  return inStore(store, () => list(store));
}

/** Checkpoints that are whole files. */
export async function checkpointsOf(store: string): Promise<readonly (StoredFile & { readonly key: NodeKey })[]> {
  const files = await storedFiles(join(store, 'checkpoints'));
  return files.flatMap((file) => (/^[0-9a-f]{64}$/.test(basename(file.path)) ? [{ ...file, key: basename(file.path) as NodeKey }] : []));
}

// ---------------------------------------------------------------------------------------------------------------------

async function list(store: string): Promise<Listing> {
  const found = await survey(store);
  const entries = found.nodes.map(({ key, entry, time }): ListedEntry => ({
    key, kind: entry?.kind ?? null, label: entry?.label ?? null, diverged: (entry?.diverged ?? null) !== null, time,
    bytes: Object.values(entry?.payloads ?? {}).reduce((sum, p) => sum + p.bytes, 0),
  }));
  return {
    entries: entries.toSorted((a, b) => a.time - b.time || (a.key < b.key ? -1 : 1)),
    checkpoints: await checkpointsOf(store),
    quarantine: await storedFiles(join(store, QUARANTINE)),
    contentBytes: found.contents.reduce((sum, c) => sum + c.bytes, 0),
    strange: found.strange.length,
  };
}
