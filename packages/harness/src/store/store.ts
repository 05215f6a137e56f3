import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { ExitbenchError, type NodeKey, canonicalJson, short } from '@exitbench/core';
import cacache from 'cacache';

import type { NodeKind } from '../plan/resolvedNode.ts';
import { bucketPath, readBucket, withWholeBucket } from './bucket.ts';
import { checkEntry } from './checkEntry.ts';
import { type Checkpoint, checkpointFile } from './checkpoint.ts';
import { contentPath, integrityOf, readContent } from './content.ts';
import { ENTRY_FORMAT, type Entry } from './entry.ts';
import { checkFormat, claimFormat } from './format.ts';
import { limiter } from './limiter.ts';
import { codeName, nodeName, payloadName } from './names.ts';
import { quarantine } from './quarantine.ts';
import { inStore } from './unusable.ts';

/** An entry that is not what was written, or not the one of its key: it has been moved away and counts as absent. */
export interface Corrupt {
  readonly key: NodeKey;
  /** What its entry says that it is; null where that cannot be read. */
  readonly kind: NodeKind | null;
  readonly label: string | null;
  /** What was wrong. */
  readonly reason: string;
  /** Where it lies now; null where there was nothing to move, or it could not be moved and was removed. */
  readonly movedTo: string | null;
}

/** What is written of a node: the store adds the rest. */
export type NewEntry = Omit<Entry, 'format' | 'payloads' | 'diverged'> & Partial<Pick<Entry, 'diverged'>>;

/** Results of nodes by key. Content-addressed; integrity is checked at every read. */
export interface Store {
  readonly folder: string;
  /**
   * The entry with this key, when it is whole and says that it is the key's. Payloads are looked for, and checked when they are read.
   * @throws ExitbenchError `bad-store` for an entry that a newer version wrote
   */
  find(key: NodeKey): Promise<Entry | undefined>;
  /**
   * A payload's bytes.
   * @throws ExitbenchError `bad-store` when they are not what was written; the entry is then gone, and can be computed again
   */
  read(entry: Entry, name: string): Promise<Uint8Array>;
  /** Writes the payloads, then the entry. An entry that is there is replaced; it stays when writing fails, as on a full disk. */
  write(entry: NewEntry, payloads: { readonly [name: string]: Uint8Array }): Promise<Entry>;
  /** Whether there is anything of a node, an entry or a checkpoint, whole or not. */
  has(key: NodeKey): boolean;
  /** Removes a node's entry and checkpoint. What the entry held stays until the next `gc`. */
  forget(key: NodeKey): Promise<void>;
  /** Notes what code digests are of, so that a change of code can be named later. */
  keepCode(lines: { readonly [digest: string]: readonly string[] }): Promise<void>;
  /** What a code digest is of, if it was ever noted. */
  codeOf(digest: string): Promise<readonly string[] | undefined>;
  /** Where a node that has not finished keeps what it needs to go on. */
  checkpoint(key: NodeKey): Checkpoint;
}

/** Entries that are looked for at once: each has files open, and a plan has thousands of nodes. */
const AT_ONCE = 64;

/**
 * Opens a store. It is made when something is written to it.
 * @param onCorrupt told of every entry that was found damaged or under a name that is not its own
 * @throws ExitbenchError `bad-store` where a newer version has written to it
 */
export function openStore(folder: string, onCorrupt: (corrupt: Corrupt) => void = () => {}): Store {
  checkFormat(folder);
  const cache = join(folder, 'store');
  const checkpointPath = (key: NodeKey): string => join(folder, 'checkpoints', key);
  const inTurn = limiter(AT_ONCE);
  let claimed: Promise<void> | undefined;

  /** Those of which damage was told: several readers may meet it at once. */
  const told = new Set<NodeKey>();

  /** Moves what is wrong away, and the entry with it. */
  async function setAside(key: NodeKey, wrong: { readonly path: string; readonly name: string }, reason: string, entry: Partial<Entry> = {}): Promise<undefined> {
    const isTold = told.has(key);
    told.add(key);
    const movedTo = await quarantine(folder, wrong.path, wrong.name);
    await rm(bucketPath(cache, nodeName(key)), { recursive: true, force: true });
    if (!isTold) onCorrupt({ key, kind: entry.kind ?? null, label: entry.label ?? null, reason, movedTo });
  }

  async function find(key: NodeKey): Promise<Entry | undefined> {
    const bucket = await readBucket(cache, nodeName(key));
    if (bucket === undefined) return undefined;
    const index = { path: bucket.path, name: `index-${nodeName(key)}` };
    if (bucket.problem !== undefined) return setAside(key, index, bucket.problem);
    const { integrity, metadata } = bucket.line ?? {};
    if (typeof integrity !== 'string') return undefined;

    const content = await readContent(cache, integrity);
    const about = (metadata ?? {}) as Partial<Entry>;
    if ('problem' in content) {
      const isThere = await cacache.get.hasContent(cache, integrity);
      return setAside(key, isThere === false ? index : { path: contentPath(cache, integrity), name: nodeName(key) }, content.problem, about);
    }
    const checked = checkEntry(key, content.bytes);
    if (checked.is === 'older') return undefined;
    // Its content may be another node's, where it is in its place.
    if (checked.is === 'wrong') return setAside(key, index, checked.reason, checked.entry);

    const { entry } = checked;
    for (const [name, payload] of Object.entries(entry.payloads)) {
      const found = await cacache.get.hasContent(cache, payload.integrity);
      if (found !== false && found.size === payload.bytes) continue;
      if (found === false) return setAside(key, index, `\`${name}\` is missing`, entry);
      return setAside(key, { path: contentPath(cache, payload.integrity), name: payloadName(key, name) }, `\`${name}\` has ${found.size} bytes, not ${payload.bytes}`, entry);
    }
    told.delete(key);
    return entry;
  }

  async function put(name: string, data: Uint8Array, metadata?: { readonly [name: string]: string }): Promise<string> {
    claimed ??= claimFormat(folder);
    await claimed.catch((error: unknown) => {
      claimed = undefined;
      throw error;
    });
    const integrity = integrityOf(data);
    // cacache leaves content that is there as it is, whole or not, and appends to a damaged file of the index.
    if ((await cacache.get.hasContent(cache, integrity)) !== false && 'problem' in (await readContent(cache, integrity))) {
      await quarantine(folder, contentPath(cache, integrity), name);
    }
    const bucket = await readBucket(cache, name);
    if (bucket?.problem !== undefined) await quarantine(folder, bucket.path, `index-${name}`);
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    await withWholeBucket(cache, name, () => cacache.put(cache, name, bytes, metadata === undefined ? {} : { metadata }));
    return integrity;
  }

  async function codeOf(digest: string): Promise<readonly string[] | undefined> {
    const integrity = (await readBucket(cache, codeName(digest)))?.line?.integrity;
    const content = typeof integrity === 'string' ? await readContent(cache, integrity) : undefined;
    return content !== undefined && 'bytes' in content ? (JSON.parse(content.bytes.toString('utf8')) as readonly string[]) : undefined;
  }

  return {
    folder,
    find: (key) => inTurn(() => inStore(folder, () => find(key))),
    read: (entry, name) => inStore(folder, async () => {
      const payload = entry.payloads[name];
      if (payload === undefined) throw new Error(`The entry ${entry.key} has no payload ${name}.`);
      const content = await readContent(cache, payload.integrity);
      if ('bytes' in content) return content.bytes;
      await setAside(entry.key, { path: contentPath(cache, payload.integrity), name: payloadName(entry.key, name) }, `\`${name}\`: ${content.problem}`, entry);
      throw new ExitbenchError('bad-store', `The stored \`${name}\` of ${entry.label} is damaged (${entry.kind} ${short(entry.key)}): ${content.problem}.`, {
        at: entry.key, hint: 'It was set aside; the next run computes it again.', cause: content.cause,
      });
    }),
    write: (entry, payloads) => inStore(folder, async () => {
      told.delete(entry.key);
      const written: { [name: string]: Entry['payloads'][string] } = {};
      for (const [name, bytes] of Object.entries(payloads).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
        written[name] = { integrity: await put(payloadName(entry.key, name), bytes), bytes: bytes.byteLength };
      }
      const whole: Entry = { format: ENTRY_FORMAT, diverged: null, ...entry, payloads: written };
      await put(nodeName(entry.key), new TextEncoder().encode(canonicalJson(whole)), { kind: entry.kind, label: entry.label });
      return whole;
    }),
    has: (key) => existsSync(bucketPath(cache, nodeName(key))) || existsSync(checkpointPath(key)),
    async forget(key) {
      // The checkpoint first: one without its entry would be gone on from.
      await rm(checkpointPath(key), { force: true });
      await rm(bucketPath(cache, nodeName(key)), { recursive: true, force: true });
    },
    keepCode: (lines) => inStore(folder, async () => {
      await Promise.all(Object.entries(lines).map(([digest, of]) => inTurn(async () => {
        if ((await codeOf(digest)) === undefined) await put(codeName(digest), new TextEncoder().encode(JSON.stringify(of)));
      })));
    }),
    codeOf,
    checkpoint: (key) => checkpointFile(checkpointPath(key)),
  };
}
