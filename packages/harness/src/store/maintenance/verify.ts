import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { ExitbenchError, type NodeKey } from '@exitbench/core';

import { bucketPath } from '../bucket.ts';
import { contentPath, readContent } from '../content.ts';
import type { LeaseTimes } from '../leases.ts';
import { ownerOf } from '../names.ts';
import { quarantine } from '../quarantine.ts';
import { type Corrupt, openStore } from '../store.ts';
import { alone } from './alone.ts';
import { checkpointsOf } from './list.ts';
import { orphans, ownersOf, survey } from './survey.ts';

/** Something in a store that is not what was written. It has been set aside. */
export interface Damage extends Omit<Corrupt, 'key'> {
  /** The node that it belonged to; null where that cannot be told, or it belonged to none. */
  readonly key: NodeKey | null;
  /** Where it lay. */
  readonly path: string;
}

export interface Verified {
  /** Entries that are whole, with all their payloads. */
  readonly whole: number;
  readonly damaged: readonly Damage[];
  /** Contents that nothing stands for, as writers that died leave them. */
  readonly orphans: { readonly count: number; readonly bytes: number };
}

export interface VerifyOptions {
  /** Told after each entry. */
  readonly onProgress?: (progress: { readonly done: number; readonly entries: number }) => void;
  readonly times?: LeaseTimes;
}

/**
 * Reads every entry and every payload of a store, and sets aside what is damaged or under a name that is not its own.
 * @throws ExitbenchError `bad-store` while the store is in use, or where a newer version has written to it
 */
export function verifyStore(store: string, { onProgress = () => {}, times }: VerifyOptions = {}): Promise<Verified> {
  if (!existsSync(store)) return Promise.resolve({ whole: 0, damaged: [], orphans: { count: 0, bytes: 0 } });
  return alone(store, 'verify', async (confirm) => {
    const cache = join(store, 'store');
    const damaged: Damage[] = [];
    let path = '';
    const opened = openStore(store, (corrupt) => damaged.push({ ...corrupt, path }));
    const found = await survey(store);

    const owners = ownersOf(store, found, (await checkpointsOf(store)).map((c) => c.key));
    for (const { path: at, problem, names } of found.strange) {
      await confirm();
      const owner = names.flatMap((name) => (bucketPath(cache, name) === at ? (ownerOf(name) ?? []) : []))[0];
      const key = owner === undefined ? owners.get(at) : 'key' in owner ? owner.key : undefined;
      const movedTo = await quarantine(store, at, key === undefined ? `index-${at.slice(-60).replaceAll(/\W/g, '')}` : `index-node-${key}`);
      damaged.push({ key: key ?? null, kind: null, label: null, reason: problem, movedTo, path: at });
    }

    for (const { integrity, path: at } of found.codes) {
      const content = await readContent(cache, integrity);
      if ('bytes' in content) continue;
      await confirm();
      const movedTo = await quarantine(store, contentPath(cache, integrity), 'code');
      await rm(at, { force: true });
      damaged.push({ key: null, kind: null, label: null, reason: `a note on code: ${content.problem}`, movedTo, path: contentPath(cache, integrity) });
    }

    let whole = 0;
    for (const [i, node] of found.nodes.entries()) {
      await confirm();
      path = node.path;
      const before = damaged.length;
      const entry = await opened.find(node.key);
      for (const name of Object.keys(entry?.payloads ?? {})) {
        if (entry !== undefined) await opened.read(entry, name).catch(expected);
      }
      // One of an earlier version is neither whole nor damaged.
      if (entry !== undefined && damaged.length === before) whole++;
      onProgress({ done: i + 1, entries: found.nodes.length });
    }
    const left = orphans(store, await survey(store));
    return { whole, damaged, orphans: { count: left.length, bytes: left.reduce((sum, o) => sum + o.bytes, 0) } };
  }, times);
}

// ---------------------------------------------------------------------------------------------------------------------

/** A damaged payload has been told of by then. */
function expected(error: unknown): void {
  if (!(error instanceof ExitbenchError && error.code === 'bad-store')) throw error;
}
