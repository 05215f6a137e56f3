import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { ExitbenchError, type NodeKey, canonicalJson, short } from '@exitbench/core';
import cacache from 'cacache';

import { type Checkpoint, checkpointFile } from './checkpoint.ts';
import { ENTRY_FORMAT, type Entry } from './entry.ts';

/** An entry that is not what was written: it has been moved away and counts as absent. */
export interface Corrupt {
  readonly key: NodeKey;
  /** What was wrong. */
  readonly reason: string;
  /** Where it lies now; null where there was nothing to move. */
  readonly movedTo: string | null;
}

/** Results of nodes by key. Content-addressed; integrity is checked at every read. */
export interface Store {
  readonly folder: string;
  /** The entry with this key, when it is whole. Payloads are looked for, and checked when they are read. */
  find(key: NodeKey): Promise<Entry | undefined>;
  /**
   * A payload's bytes.
   * @throws ExitbenchError `bad-store` when they are not what was written; the entry is then gone, and can be computed again
   */
  read(entry: Entry, name: string): Promise<Uint8Array>;
  /** Writes the payloads, then the entry. An entry that is there is replaced. */
  write(entry: Omit<Entry, 'format' | 'payloads' | 'diverged'> & Partial<Pick<Entry, 'diverged'>>, payloads: { readonly [name: string]: Uint8Array }): Promise<Entry>;
  /** Notes what code digests are of, so that a change of code can be named later. */
  keepCode(lines: { readonly [digest: string]: readonly string[] }): Promise<void>;
  /** What a code digest is of, if it was ever noted. */
  codeOf(digest: string): Promise<readonly string[] | undefined>;
  /** Where a node that has not finished keeps what it needs to go on. */
  checkpoint(key: NodeKey): Checkpoint;
}

/**
 * Opens a store, or makes one.
 * @param onCorrupt told of every entry that was found damaged
 */
export function openStore(folder: string, onCorrupt: (corrupt: Corrupt) => void = () => {}): Store {
  const cache = join(folder, 'store');

  async function setAside(key: NodeKey, name: string, reason: string): Promise<void> {
    const info = await cacache.get.info(cache, name);
    const target = join(folder, 'quarantine', name.replaceAll('/', '-'));
    await mkdir(join(folder, 'quarantine'), { recursive: true });
    const moved = info === null ? false : await rename(info.path, target).then(() => true, () => false);
    await cacache.rm.entry(cache, name);
    await cacache.rm.entry(cache, nodeName(key));
    onCorrupt({ key, reason, movedTo: moved ? target : null });
  }

  async function find(key: NodeKey): Promise<Entry | undefined> {
    const info = await cacache.get.info(cache, nodeName(key));
    if (info === null) return undefined;
    let entry: Entry;
    try {
      const { data } = await cacache.get(cache, nodeName(key));
      entry = JSON.parse(data.toString('utf8')) as Entry;
    } catch (error) {
      await setAside(key, nodeName(key), reasonOf(error));
      return undefined;
    }
    if (entry.format !== ENTRY_FORMAT) return undefined;
    for (const [name, { integrity, bytes }] of Object.entries(entry.payloads)) {
      const content = await cacache.get.hasContent(cache, integrity);
      const size = content === false ? undefined : content.size;
      if (size === bytes) continue;
      await setAside(key, payloadName(key, name), size === undefined ? `\`${name}\` is missing` : `\`${name}\` has ${size} bytes, not ${bytes}`);
      return undefined;
    }
    return entry;
  }

  return {
    folder,
    find,
    async read(entry, name) {
      const payload = entry.payloads[name];
      if (payload === undefined) throw new Error(`The entry ${entry.key} has no payload ${name}.`);
      try {
        return await cacache.get.byDigest(cache, payload.integrity);
      } catch (cause) {
        await setAside(entry.key, payloadName(entry.key, name), `\`${name}\`: ${reasonOf(cause)}`);
        throw new ExitbenchError('bad-store', `The stored \`${name}\` of ${entry.kind} ${short(entry.key)} is damaged.`, {
          at: entry.key, hint: 'It was set aside; the next run computes it again.', cause,
        });
      }
    },
    async write(entry, payloads) {
      const written: { [name: string]: Entry['payloads'][string] } = {};
      for (const [name, bytes] of Object.entries(payloads).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
        const integrity = await cacache.put(cache, payloadName(entry.key, name), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        written[name] = { integrity: String(integrity), bytes: bytes.byteLength };
      }
      const whole: Entry = { format: ENTRY_FORMAT, diverged: null, ...entry, payloads: written };
      await cacache.put(cache, nodeName(entry.key), canonicalJson(whole));
      return whole;
    },
    async keepCode(lines) {
      await Promise.all(Object.entries(lines).map(async ([digest, of]) => {
        if ((await cacache.get.info(cache, codeName(digest))) === null) await cacache.put(cache, codeName(digest), JSON.stringify(of));
      }));
    },
    async codeOf(digest) {
      if ((await cacache.get.info(cache, codeName(digest))) === null) return undefined;
      return JSON.parse((await cacache.get(cache, codeName(digest))).data.toString('utf8')) as readonly string[];
    },
    checkpoint: (key) => checkpointFile(join(folder, 'checkpoints', key)),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function nodeName(key: NodeKey): string {
  return `node/${key}`;
}

function codeName(digest: string): string {
  return `code/${digest}`;
}

function payloadName(key: NodeKey, name: string): string {
  return `payload/${key}/${name}`;
}

function reasonOf(error: unknown): string {
  const { code } = error as { readonly code?: string };
  if (code === 'EINTEGRITY') return 'its bytes are not those that were written';
  if (code === 'EBADSIZE') return 'its size is not what was written';
  return code === 'ENOENT' ? 'it is missing' : error instanceof Error ? error.message : String(error);
}
