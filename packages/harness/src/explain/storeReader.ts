import { join } from 'node:path';

import { type NodeKey, digestOf } from '@exitbench/core';
import cacache from 'cacache';

import type { NodeKind } from '../plan/resolvedNode.ts';
import { checkpointFile } from '../store/checkpoint.ts';
import { ENTRY_FORMAT, type Entry } from '../store/entry.ts';
import { type FailureNote, failureOf } from '../store/failures.ts';
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
  /** The step that a checkpoint is at; undefined without one. */
  checkpointStep(key: NodeKey): Promise<number | undefined>;
  /** How the node failed when it was tried last, if it did. */
  failure(key: NodeKey): Promise<FailureNote | undefined>;
}

/** Reads the store in a folder; one that is not there is empty. */
export function storeReader(folder: string): StoreReader {
  const cache = join(folder, 'store');

  async function read({ integrity, time }: cacache.CacheObject): Promise<Found> {
    const text = await cacache.get.byDigest(cache, integrity).then((data) => data.toString('utf8'), () => undefined);
    const entry = text === undefined ? undefined : (JSON.parse(text) as Entry);
    if (entry === undefined) return { kind: 'damaged', reason: 'its bytes are not those that were written' };
    return entry.format === ENTRY_FORMAT ? { kind: 'entry', entry, time } : { kind: 'nothing' };
  }

  return {
    async find(key) {
      const info = await cacache.get.info(cache, `node/${key}`);
      if (info === null) return { kind: 'nothing' };
      const found = await read(info);
      if (found.kind !== 'entry') return found;
      if (found.entry.key !== key || digestOf(found.entry.inputs) !== key) return { kind: 'damaged', reason: 'it is the entry of another node' };
      for (const [name, { integrity, bytes }] of Object.entries(found.entry.payloads)) {
        const content = await cacache.get.hasContent(cache, integrity);
        if (content === false || content.size !== bytes) return { kind: 'damaged', reason: `\`${name}\` ${content === false ? 'is missing' : `has ${content.size} bytes, not ${bytes}`}` };
      }
      return found;
    },
    async entries(kind) {
      const all = Object.values(await cacache.ls(cache)).filter((info) => info.key.startsWith('node/')).toSorted((a, b) => (a.key < b.key ? -1 : 1));
      const found = await Promise.all(all.map((info) => read(info)));
      return found.flatMap((f) => (f.kind === 'entry' && f.entry.kind === kind ? [{ entry: f.entry, time: f.time }] : []));
    },
    async codeOf(digest) {
      const info = await cacache.get.info(cache, `code/${digest}`);
      if (info === null) return undefined;
      return cacache.get.byDigest(cache, info.integrity).then((data) => JSON.parse(data.toString('utf8')) as readonly string[], () => undefined);
    },
    async checkpointStep(key) {
      const saved = await checkpointFile(join(folder, 'checkpoints', key)).load();
      return saved === undefined ? undefined : stepOfCheckpoint(saved.bytes);
    },
    failure: (key) => failureOf(folder, key),
  };
}
