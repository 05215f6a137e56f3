import { join } from 'node:path';

import { ExitbenchError, short } from '@exitbench/core';

import { checkFormat } from '../format.ts';
import { LEASES, type LeaseTimes, openLeases } from '../leases.ts';
import { inStore } from '../unusable.ts';

/**
 * Works on a store while nobody else does: contents that a run has written and not named yet look like contents that nobody needs.
 * @param work told how to make sure that the store is still its own, which it does before each thing that it removes
 * @throws ExitbenchError `bad-store` while a process is computing a node, or maintains the store already, and where a newer version has written to it
 */
export async function alone<T>(store: string, what: string, work: (confirm: () => Promise<void>) => Promise<T>, times?: LeaseTimes): Promise<T> {
  checkFormat(store);
  return inStore(store, () => hold(store, what, work, times));
}

// ---------------------------------------------------------------------------------------------------------------------

async function hold<T>(store: string, what: string, work: (confirm: () => Promise<void>) => Promise<T>, times?: LeaseTimes): Promise<T> {
  const leases = openLeases(join(store, LEASES), times);
  const lease = await leases.takeAll(what);
  if (lease === undefined) {
    const holders = (await leases.held()).filter((held) => held.alive);
    const who = holders.length === 0 ? 'another process maintains it' : `a run computes ${holders.map((held) => short(held.key)).join(', ')}`;
    throw new ExitbenchError('bad-store', `The store is in use: ${who}.`, {
      at: store, hint: 'Try again when that has ended. A process that died counts as alive for some seconds more.',
    });
  }
  try {
    return await work(async () => {
      if (await lease.holds()) return;
      throw new ExitbenchError('bad-store', 'This process stood still so long that another one went on with the store.', {
        at: store, hint: 'Give the command again when the other one has ended.',
      });
    });
  } finally {
    await lease.release();
  }
}
