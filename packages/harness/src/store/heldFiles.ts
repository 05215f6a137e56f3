import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Json } from '@exitbench/core';

import { create, fileSystemTime, readNews, rewrite, whereThere } from './leaseFile.ts';

/** The right to do something: no other process on the same store has it meanwhile. */
export interface Lease {
  /** What the next heartbeat tells others of the work. */
  note(news: Json): void;
  /**
   * Aborted when another process took the lease over, as it may after this one stood still, and when no heartbeat could be
   * written for so long that another one may: what is running must end.
   */
  readonly lost: AbortSignal;
  /** Whether it is still held: looks now, and not only at the next heartbeat. */
  holds(): Promise<boolean>;
  /** Gives the right back. Never rejects: what cannot be removed expires. */
  release(): Promise<void>;
}

export interface LeaseTimes {
  /** Seconds between two heartbeats. */
  readonly heartbeat: number;
  /** Seconds without one after which a holder counts as dead. */
  readonly expiry: number;
}

/** What others see of a name that is held. */
export interface Seen {
  readonly generation: number;
  /** What its holder said last; null where that cannot be read. */
  readonly news: Json;
  /** Seconds since its last heartbeat, by the clock of the file system. */
  readonly age: number;
  readonly alive: boolean;
}

/** Names in a folder, each of which one process can hold. */
export interface HeldFiles {
  /** Undefined while another process holds the name. A dead holder's is taken over. */
  take(name: string, news: Json): Promise<Lease | undefined>;
  /** All names that are held, by dead ones too. */
  look(): Promise<ReadonlyMap<string, Seen>>;
  /** Whether a name is held. A holder that looks dead is given time for a heartbeat. */
  stateOf(name: string): Promise<'free' | 'alive' | 'dead'>;
  /** Removes what dead holders left. Gives their number. */
  sweep(): Promise<number>;
}

/**
 * A name is held by a file `<name>.<generation>`, created exclusively; the holder is who made the highest generation. It
 * stays alive by being written to, and its age is measured against another file written just now, so that neither process
 * ids nor the clocks of machines that share a store matter. Taking over is making the next generation, which succeeds for
 * one process only.
 */
export function heldFiles(folder: string, { heartbeat, expiry }: LeaseTimes): HeldFiles {
  const pathOf = (name: string, generation: number): string => join(folder, `${name}.${generation}`);

  async function generations(name: string): Promise<readonly number[]> {
    return [...((await listed(folder)).get(name) ?? [])].toSorted((a, b) => a - b);
  }

  /** Seconds since a file was written to; undefined where it is gone. In the future after a clock was set back. */
  async function ageOf(path: string, now: () => Promise<number>): Promise<number | undefined> {
    const facts = await stat(path).catch(whereThere);
    return facts === undefined ? undefined : ((await now()) - facts.mtimeMs) / 1000;
  }

  /**
   * Whether the holder of a generation is dead. One look is not enough: after a machine slept, or its clock was set, all
   * heartbeats look old for a moment. So a file that looks old must stay so for longer than a heartbeat takes.
   */
  async function isDead(name: string, generation: number): Promise<boolean> {
    const path = pathOf(name, generation);
    const age = await ageOf(path, () => fileSystemTime(folder));
    // Gone meanwhile: its holder has finished, and a new look is worth more than a guess.
    if (age === undefined || Math.abs(age) <= expiry) return false;
    const before = await stat(path).catch(whereThere);
    await sleep(heartbeat * 1250);
    const after = await stat(path).catch(whereThere);
    return before !== undefined && after !== undefined && before.mtimeMs === after.mtimeMs;
  }

  async function take(name: string, news: Json): Promise<Lease | undefined> {
    await mkdir(folder, { recursive: true });
    const newest = (await generations(name)).at(-1) ?? 0;
    if (newest > 0 && !(await isDead(name, newest))) return undefined;
    const path = pathOf(name, newest + 1);
    if (!(await create(path, JSON.stringify(news)))) return undefined;
    try {
      if (await isFirst(name, newest + 1)) return hold(name, newest + 1, news);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    await rm(path, { force: true });
    return undefined;
  }

  /**
   * Whether a generation that was just made is rightly the holder's. While its maker slept, others may have come and gone, so
   * that the generation was free again, and a lower one is held by now.
   */
  async function isFirst(name: string, generation: number): Promise<boolean> {
    const all = await generations(name);
    const lower = await Promise.all(all.filter((g) => g < generation).map((g) => ageOf(pathOf(name, g), () => fileSystemTime(folder))));
    return all.at(-1) === generation && lower.every((age) => age === undefined || Math.abs(age) > expiry);
  }

  function hold(name: string, generation: number, first: Json): Lease {
    const path = pathOf(name, generation);
    const lost = new AbortController();
    let news = first;
    let beating: Promise<void> | undefined;
    let last = performance.now();

    async function holds(): Promise<boolean> {
      if (!lost.signal.aborted && (await generations(name)).at(-1) !== generation) lost.abort();
      return !lost.signal.aborted;
    }
    async function beat(): Promise<void> {
      try {
        if (!(await holds())) return;
        if (await rewrite(path, JSON.stringify(news))) last = performance.now();
        else lost.abort();
      } catch {
        // Others may take it over when it is that old, whatever the reason.
        if (performance.now() - last > expiry * 1000) lost.abort();
      }
    }
    const timer = setInterval(() => void (beating ??= beat().finally(() => (beating = undefined))), heartbeat * 1000);
    timer.unref();
    return {
      lost: lost.signal,
      note: (next) => void (news = next),
      holds,
      async release() {
        clearInterval(timer);
        await beating;
        // The own file goes last: as long as there is one, others see the highest. Later generations are others'.
        const own = await generations(name).catch(() => []);
        for (const g of own) if (g <= generation) await rm(pathOf(name, g), { force: true }).catch(() => {});
      },
    };
  }

  async function look(): Promise<ReadonlyMap<string, Seen>> {
    const now = once(() => fileSystemTime(folder).catch(() => Date.now()));
    const all = await Promise.all([...(await listed(folder))].map(async ([name, found]): Promise<readonly (readonly [string, Seen])[]> => {
      const generation = Math.max(...found);
      const age = await ageOf(pathOf(name, generation), now);
      const news = await readNews(pathOf(name, generation));
      return age === undefined ? [] : [[name, { generation, news, age: Math.max(0, age), alive: Math.abs(age) <= expiry }]];
    }));
    return new Map(all.flat());
  }

  return {
    take,
    look,
    async stateOf(name) {
      const newest = (await generations(name)).at(-1);
      if (newest === undefined) return 'free';
      return (await isDead(name, newest)) ? 'dead' : 'alive';
    },
    async sweep() {
      const old = [...(await look())].filter(([, seen]) => !seen.alive);
      const dead = await Promise.all(old.map(async ([name, { generation }]) => {
        if (!(await isDead(name, generation))) return 0;
        for (const g of await generations(name)) if (g <= generation) await rm(pathOf(name, g), { force: true });
        return 1;
      }));
      return dead.reduce<number>((a, b) => a + b, 0);
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Generations by name. */
async function listed(folder: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  for (const file of (await readdir(folder).catch(whereThere)) ?? []) {
    const [, name, generation] = /^([0-9a-z]+)\.(\d+)$/.exec(file) ?? [];
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), Number(generation)]);
  }
  return found;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
