import type { Json, NodeKey } from '@exitbench/core';

import { type Lease, type LeaseTimes, heldFiles } from './heldFiles.ts';
import { inStore } from './unusable.ts';

export type { Lease, LeaseTimes };

/** A lease as others see it. */
export interface HeldLease {
  readonly key: NodeKey;
  /** What its holder said last. */
  readonly news: Json;
  /** Seconds since its last heartbeat, by the clock of the store's file system. */
  readonly age: number;
  /** Whether its holder still sends heartbeats. */
  readonly alive: boolean;
}

/** Who may compute which node of a store. */
export interface Leases {
  /** The lease of a node; undefined while another process holds it, or the whole store. A dead holder's lease is taken over. */
  take(key: NodeKey, news: Json): Promise<Lease | undefined>;
  /** All leases there are. */
  held(): Promise<readonly HeldLease[]>;
  /** The whole store; undefined while any process holds a lease. Nobody gets one while it is held. */
  takeAll(news: Json): Promise<Lease | undefined>;
  /** Removes what dead holders left. Gives their number. */
  sweep(): Promise<number>;
}

/** Folder of the leases in a store. */
export const LEASES = 'leases';

/** A worker whose parent died is gone within 5 s, so nobody computes a node any more when its lease is taken over. */
const TIMES: LeaseTimes = { heartbeat: 2, expiry: 12 };

/** The name by which the whole store is held. */
const ALL = 'all';

/** @param folder of the leases: `leases` in a store */
export function openLeases(folder: string, times: LeaseTimes = TIMES): Leases {
  const files = heldFiles(folder, times);

  /** Whether somebody has the whole store. What a dead one left is removed, so that it knows when it comes back. */
  async function isClosed(): Promise<boolean> {
    const state = await files.stateOf(ALL);
    if (state === 'dead') await (await files.take(ALL, null))?.release();
    return state === 'alive';
  }

  async function isAnyAlive(): Promise<boolean> {
    const names = [...(await files.look()).keys()].filter((name) => name !== ALL);
    return (await Promise.all(names.map((name) => files.stateOf(name)))).includes('alive');
  }

  return {
    // Who wants a node and who wants all both write first and look then, so that at least one sees the other.
    take: (key, news) => inStore(folder, async () => {
      if (await isClosed()) return undefined;
      const lease = await files.take(key, news);
      if (lease === undefined || !(await isClosed())) return lease;
      await lease.release();
      return undefined;
    }),
    takeAll: (news) => inStore(folder, async () => {
      const lease = await files.take(ALL, news);
      if (lease === undefined || !(await isAnyAlive())) return lease;
      await lease.release();
      return undefined;
    }),
    held: () => inStore(folder, async () => {
      const all = [...(await files.look())].filter(([name]) => name !== ALL);
      return all.map(([key, { news, age, alive }]) => ({ key: key as NodeKey, news, age, alive })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    }),
    sweep: () => inStore(folder, () => files.sweep()),
  };
}
