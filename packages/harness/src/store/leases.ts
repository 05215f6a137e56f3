import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Json, NodeKey } from '@exitbench/core';

/** The right to compute a node: no other process on the same store has it meanwhile. */
export interface Lease {
  /** What the next heartbeat tells others of the work. */
  note(news: Json): void;
  /** Aborted when another process took the lease over, as it may after this one stood still: what is running must end. */
  readonly lost: AbortSignal;
  /** Gives the right back. */
  release(): Promise<void>;
}

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

export interface Leases {
  /** The lease of a node; undefined while another process holds it. A dead holder's lease is taken over. */
  take(key: NodeKey, news: Json): Promise<Lease | undefined>;
  /** All leases there are. */
  held(): Promise<readonly HeldLease[]>;
  /** Removes what dead holders left. Only while nobody else uses the store. */
  sweep(): Promise<number>;
}

export interface LeaseTimes {
  /** Seconds between two heartbeats. */
  readonly heartbeat: number;
  /** Seconds without one after which a holder counts as dead. */
  readonly expiry: number;
}

/** A worker whose parent died is gone within 5 s, so nobody computes a node any more when its lease is taken over. */
const TIMES: LeaseTimes = { heartbeat: 2, expiry: 12 };

/**
 * Leases in a folder. A lease is a file `<key>.<generation>`, created exclusively; the holder is who made the highest
 * generation. It stays alive by being written to, and its age is measured against another file written just now, so that
 * neither process ids nor the clocks of machines that share a store matter. Taking over is making the next generation,
 * which succeeds for one process only.
 */
export function openLeases(folder: string, { heartbeat, expiry }: LeaseTimes = TIMES): Leases {
  async function generations(key: NodeKey): Promise<readonly number[]> {
    return (await readdir(folder).catch(() => [])).flatMap((name) => (name.startsWith(`${key}.`) ? [Number(name.slice(key.length + 1))] : [])).toSorted((a, b) => a - b);
  }
  const pathOf = (key: NodeKey, generation: number): string => join(folder, `${key}.${generation}`);

  async function ageOf(path: string, now: () => Promise<number>): Promise<number | undefined> {
    const facts = await stat(path).catch(() => undefined);
    return facts === undefined ? undefined : Math.max(0, ((await now()) - facts.mtimeMs) / 1000);
  }

  async function take(key: NodeKey, news: Json): Promise<Lease | undefined> {
    await mkdir(folder, { recursive: true });
    const newest = (await generations(key)).at(-1) ?? 0;
    if (newest > 0) {
      const age = await ageOf(pathOf(key, newest), () => fileSystemTime(folder));
      // Gone meanwhile: its holder has finished, and a new look is worth more than a guess.
      if (age === undefined || age <= expiry) return undefined;
    }
    const path = pathOf(key, newest + 1);
    const made = await writeFile(path, JSON.stringify(news), { flag: 'wx' }).then(() => true, isTaken);
    return made ? hold(key, newest + 1, news) : undefined;
  }

  function hold(key: NodeKey, generation: number, first: Json): Lease {
    const lost = new AbortController();
    let news = first;
    let beating: Promise<void> = Promise.resolve();
    const beat = async (): Promise<void> => {
      if ((await generations(key)).at(-1) !== generation || !(await rewrite(pathOf(key, generation), JSON.stringify(news)))) lost.abort();
    };
    const timer = setInterval(() => (beating = beating.then(beat).catch(() => {})), heartbeat * 1000);
    timer.unref();
    return {
      lost: lost.signal,
      note: (next) => void (news = next),
      async release() {
        clearInterval(timer);
        await beating;
        if (lost.signal.aborted) return;
        // The own file goes last: as long as there is one, others see the highest.
        for (const g of await generations(key)) if (g <= generation) await rm(pathOf(key, g), { force: true });
      },
    };
  }

  async function held(): Promise<readonly HeldLease[]> {
    const names = await readdir(folder).catch(() => []);
    const now = once(() => fileSystemTime(folder));
    const newest = new Map<NodeKey, number>();
    for (const name of names) {
      const match = /^([0-9a-f]{64})\.(\d+)$/.exec(name);
      if (match === null) continue;
      const key = match[1] as NodeKey;
      newest.set(key, Math.max(newest.get(key) ?? 0, Number(match[2])));
    }
    const all = await Promise.all([...newest].map(async ([key, generation]): Promise<readonly HeldLease[]> => {
      const age = await ageOf(pathOf(key, generation), now);
      return age === undefined ? [] : [{ key, age, alive: age <= expiry, news: await readNews(pathOf(key, generation)) }];
    }));
    return all.flat().toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  return {
    take,
    held,
    async sweep() {
      const dead = (await held()).filter((h) => !h.alive);
      for (const { key } of dead) for (const g of await generations(key)) await rm(pathOf(key, g), { force: true });
      return dead.length;
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Milliseconds of the clock by which the file system dates files. */
async function fileSystemTime(folder: string): Promise<number> {
  const probe = join(folder, `probe-${randomUUID()}`);
  await writeFile(probe, '');
  try {
    return (await stat(probe)).mtimeMs;
  } finally {
    await rm(probe, { force: true });
  }
}

/** Writes to a file that is there; false where it is not. */
async function rewrite(path: string, text: string): Promise<boolean> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return false;
  try {
    await file.truncate();
    await file.write(text, 0);
    return true;
  } finally {
    await file.close();
  }
}

/** A file that its holder is writing reads as nothing. */
async function readNews(path: string): Promise<Json> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Json;
  } catch {
    return null;
  }
}

function isTaken(error: NodeJS.ErrnoException): false {
  if (error.code === 'EEXIST') return false;
  throw error;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
