import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { FAILURES } from './failures.ts';
import { checkFormat } from './format.ts';
import { fileSystemTime } from './leaseFile.ts';
import { LEASES, type LeaseTimes, openLeases } from './leases.ts';
import { PARTIAL } from './replaceFile.ts';

/** A file, or a folder of them, that nobody will finish or look at again. */
export interface Leftover {
  readonly path: string;
  readonly bytes: number;
}

/** Seconds for which a file is left alone: a run that begins writes notes before it has a lease. */
const YOUNG = 60;

/**
 * What writers that died have left unfinished. Only while nobody else computes anything in the store: what another process is
 * writing looks the same.
 */
export async function findPartial(store: string): Promise<readonly Leftover[]> {
  const latest = (await fileSystemTime(join(store, LEASES))) - YOUNG * 1000;
  const found = await Promise.all([
    // A checkpoint is written as `<key>.<process>`, then renamed to `<key>`.
    filesOf(join(store, 'checkpoints'), (name) => !/^[0-9a-f]{64}$/.test(name)),
    filesOf(join(store, 'store', 'tmp'), () => true),
    filesOf(join(store, FAILURES), (name) => PARTIAL.test(name)),
    filesOf(join(store, LEASES), (name) => name.startsWith('probe-')),
    filesOf(store, (name) => PARTIAL.test(name) || name.startsWith('probe-')),
  ]);
  return found.flat().flatMap(({ path, bytes, time }) => (time < latest ? [{ path, bytes }] : []));
}

/**
 * Removes what writers that died have left: partial files and their leases. Does nothing while any process works on the store.
 * @returns the number of partial files and of leases that were removed
 * @throws ExitbenchError `bad-store` where a newer version has written to it
 */
export async function sweepStore(store: string, times?: LeaseTimes): Promise<{ readonly files: number; readonly leases: number }> {
  checkFormat(store);
  const leases = openLeases(join(store, LEASES), times);
  const all = await leases.takeAll('sweep');
  if (all === undefined) return { files: 0, leases: 0 };
  try {
    const dead = await leases.sweep();
    let files = 0;
    for (const { path } of await findPartial(store)) {
      if (!(await all.holds())) break;
      await rm(path, { recursive: true, force: true });
      files++;
    }
    return { files, leases: dead };
  } finally {
    await all.release();
  }
}

// ---------------------------------------------------------------------------------------------------------------------

/** What lies directly in a folder, where its name is meant. */
async function filesOf(folder: string, isMeant: (name: string) => boolean): Promise<readonly (Leftover & { readonly time: number })[]> {
  const names = (await readdir(folder).catch(() => [])).filter(isMeant);
  const found = await Promise.all(names.map(async (name) => {
    const facts = await stat(join(folder, name)).catch(() => undefined);
    return facts === undefined ? [] : [{ path: join(folder, name), bytes: facts.size, time: facts.mtimeMs }];
  }));
  return found.flat();
}
