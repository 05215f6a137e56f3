import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { NodeKey } from '@exitbench/core';

import { LEASES, type LeaseTimes, openLeases } from './leases.ts';
import { openStore } from './store.ts';

/**
 * Removes what a store has of nodes, entries and checkpoints, so that a run computes them again: all of it before the run, so that a
 * run that is stopped can go on with what it has computed itself. What another process computes just now is left to it.
 *
 * @returns of how many nodes there was something
 * @throws ExitbenchError `bad-store` where a newer version has written to it
 */
export async function forgetStored(folder: string, keys: Iterable<NodeKey>, times?: LeaseTimes): Promise<number> {
  const store = openStore(folder);
  if (!existsSync(folder)) return 0;
  const leases = openLeases(join(folder, LEASES), times);
  let forgotten = 0;
  for (const key of new Set(keys)) {
    if (!store.has(key)) continue;
    const lease = await leases.take(key, null);
    if (lease === undefined) continue;
    try {
      await store.forget(key);
      forgotten++;
    } finally {
      await lease.release();
    }
  }
  return forgotten;
}
