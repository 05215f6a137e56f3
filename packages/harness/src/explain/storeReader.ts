import { join } from 'node:path';

import type { NodeKey } from '@exitbench/core';
import cacache from 'cacache';

import type { NodeKind } from '../plan/resolvedNode.ts';
import { readBucket } from '../store/bucket.ts';
import { checkEntry } from '../store/checkEntry.ts';
import { checkpointFile } from '../store/checkpoint.ts';
import { readContent } from '../store/content.ts';
import type { Entry } from '../store/entry.ts';
import { type FailureNote, failureOf } from '../store/failures.ts';
import { checkFormat } from '../store/format.ts';
import { limiter } from '../store/limiter.ts';
import { nodeName, ownerOf } from '../store/names.ts';
import { openStore } from '../store/store.ts';
import { stepOfCheckpoint } from './stepOfCheckpoint.ts';

/** An entry, and when it was written. */
export interface StoredEntry {
  readonly entry: Entry;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** What the store has of a node. */
export type Found =
  | ({ readonly kind: 'entry' } & StoredEntry)
  /** Something is wrong with it: a run would set it aside and compute the node again. */
  | { readonly kind: 'damaged'; readonly reason: string }
  | { readonly kind: 'nothing' };

/** A store as it is. Nothing is written, moved or set aside: a run may be using it. */
export interface StoreReader {
  find(key: NodeKey): Promise<Found>;
  /** All whole entries of a kind, ordered by key. */
  entries(kind: NodeKind): Promise<readonly StoredEntry[]>;
  /** What a code digest is of, if that was ever noted. */
  codeOf(digest: string): Promise<readonly string[] | undefined>;
  /** The step that a phase's checkpoint is at; undefined without one. */
  checkpointStep(key: NodeKey): Promise<number | undefined>;
  /** How the node ended when it was tried last, if it failed. */
  failure(key: NodeKey): Promise<FailureNote | undefined>;
}

/** Files that are read at once. */
const AT_ONCE = 64;

/**
 * Reads the store in a folder; one that is not there is empty.
 * @throws ExitbenchError `bad-store` where a newer version has written to it
 */
export function storeReader(folder: string): StoreReader {
  checkFormat(folder);
  const cache = join(folder, 'store');
  const inTurn = limiter(AT_ONCE);

  async function find(key: NodeKey): Promise<Found> {
    const bucket = await readBucket(cache, nodeName(key));
    if (bucket?.problem !== undefined) return { kind: 'damaged', reason: bucket.problem };
    const line = bucket?.line;
    if (line === undefined || typeof line.integrity !== 'string') return { kind: 'nothing' };
    const content = await readContent(cache, line.integrity);
    if ('problem' in content) return { kind: 'damaged', reason: content.problem };
    const checked = checkEntry(key, content.bytes);
    if (checked.is === 'older') return { kind: 'nothing' };
    return checked.is === 'wrong' ? { kind: 'damaged', reason: checked.reason } : { kind: 'entry', entry: checked.entry, time: line.time };
  }

  /** Whether the large parts are there is looked at; their bytes are checked by who reads them. */
  async function findWhole(key: NodeKey): Promise<Found> {
    const found = await find(key);
    if (found.kind !== 'entry') return found;
    for (const [name, { integrity, bytes }] of Object.entries(found.entry.payloads)) {
      const content = await cacache.get.hasContent(cache, integrity);
      if (content === false) return { kind: 'damaged', reason: `\`${name}\` is missing` };
      if (content.size !== bytes) return { kind: 'damaged', reason: `\`${name}\` has ${content.size} bytes, not ${bytes}` };
    }
    return found;
  }

  return {
    find: (key) => inTurn(() => findWhole(key)),
    async entries(kind) {
      const keys = Object.values(await cacache.ls(cache)).flatMap(({ key: name, metadata }) => {
        const owner = ownerOf(name);
        return owner?.of === 'node' && (metadata as { readonly kind?: unknown } | undefined)?.kind === kind ? [owner.key] : [];
      });
      const found = await Promise.all(keys.toSorted().map((key) => inTurn(() => find(key))));
      return found.flatMap((f) => (f.kind === 'entry' ? [{ entry: f.entry, time: f.time }] : []));
    },
    codeOf: (digest) => openStore(folder).codeOf(digest),
    async checkpointStep(key) {
      const saved = await checkpointFile(join(folder, 'checkpoints', key)).load();
      return saved === undefined ? undefined : stepOfCheckpoint(saved.bytes);
    },
    failure: (key) => failureOf(folder, key),
  };
}
