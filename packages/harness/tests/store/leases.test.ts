import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { type NodeKey, digestOf } from '@exitbench/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { workerModule } from '../../src/run/forkOptions.ts';
import { type Lease, openLeases } from '../../src/store/leases.ts';
import { sweepStore } from '../../src/store/sweepStore.ts';
import { tempFolder } from '../support/tempFolder.ts';

const KEY = digestOf('a node') as NodeKey;
const OTHER = digestOf('another node') as NodeKey;
/** Short, and long beside the delays of a busy machine. */
const TIMES = { heartbeat: 0.2, expiry: 2 };
const PATIENCE = { timeout: 15_000, interval: 50 };

interface Holder {
  readonly process: ChildProcess;
  /** What it has said. */
  readonly said: readonly string[];
  tell(word: 'take' | 'release'): void;
  until(word: string): Promise<unknown>;
}

/** Another process that wants a lease. */
async function holder(folder: string, name: string): Promise<Holder> {
  const script = fileURLToPath(new URL('leaseHolder.ts', import.meta.url));
  const args = [...(workerModule().options.execArgv ?? []), script, folder, name, String(TIMES.heartbeat), String(TIMES.expiry)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  const until = (word: string): Promise<unknown> => vi.waitFor(() => expect(said).toContain(word), PATIENCE);
  await until('ready');
  return { process: child, said, tell: (word) => void child.stdin.write(`${word}\n`), until };
}

async function holding(folder: string, name: string): Promise<Holder> {
  const one = await holder(folder, name);
  one.tell('take');
  await one.until('taken');
  return one;
}

/** Tries until it is there. */
function eventually(take: () => Promise<Lease | undefined>): Promise<Lease> {
  return vi.waitFor(async () => {
    const lease = await take();
    if (lease === undefined) throw new Error('The lease is held.');
    return lease;
  }, PATIENCE);
}

describe('a lease', { timeout: 60_000 }, () => {
  it('is given to one of several processes that want it at once', async () => {
    const folder = await tempFolder();
    const holders = await Promise.all([1, 2, 3, 4].map(() => holder(folder, KEY)));
    for (const one of holders) one.tell('take');
    await vi.waitFor(() => expect(holders.every(({ said }) => said.length === 2)).toBe(true), PATIENCE);
    expect(holders.map(({ said }) => said[1]).toSorted()).toEqual(['refused', 'refused', 'refused', 'taken']);
  });

  it('is kept by heartbeats, tells others what its holder says, and is free once given back', async () => {
    const leases = openLeases(await tempFolder(), TIMES);
    const lease = await leases.take(KEY, { label: 'x' });
    expect(await leases.take(KEY, null)).toBeUndefined();
    expect(await leases.held()).toMatchObject([{ key: KEY, news: { label: 'x' }, alive: true }]);
    lease?.note({ label: 'x', step: 3 });
    await vi.waitFor(async () => expect((await leases.held())[0]?.news).toEqual({ label: 'x', step: 3 }), PATIENCE);
    expect(await lease?.holds()).toBe(true);
    await lease?.release();
    expect(await leases.held()).toEqual([]);
    expect(await leases.take(KEY, null)).toBeDefined();
  });

  it('of a process that was killed is taken over, by one of two', async () => {
    const folder = await tempFolder();
    const dead = await holding(folder, KEY);
    const leases = openLeases(folder, TIMES);
    expect(await leases.take(KEY, null)).toBeUndefined();
    dead.process.kill('SIGKILL');
    await vi.waitFor(async () => expect(await leases.held()).toMatchObject([{ key: KEY, alive: false }]), PATIENCE);
    const [one, two] = await Promise.all([leases.take(KEY, 'one'), openLeases(folder, TIMES).take(KEY, 'two')]);
    expect([one, two].filter((lease) => lease !== undefined).length).toBe(1);
    await (one ?? two)?.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is lost by a process that stood still while another one took it over, and whose release takes nothing away', async () => {
    const folder = await tempFolder();
    const still = await holding(folder, KEY);
    still.process.kill('SIGSTOP');
    const lease = await eventually(() => openLeases(folder, TIMES).take(KEY, 'mine'));
    expect(still.said).not.toContain('lost');
    still.process.kill('SIGCONT');
    await still.until('lost');
    still.tell('release');
    await still.until('released');
    expect(await lease.holds()).toBe(true);
    expect(lease.lost.aborted).toBe(false);
  });

  it('is kept by a process that stood still while nobody wanted it', async () => {
    const folder = await tempFolder();
    const still = await holding(folder, KEY);
    still.process.kill('SIGSTOP');
    const leases = openLeases(folder, TIMES);
    await vi.waitFor(async () => expect((await leases.held())[0]?.alive).toBe(false), PATIENCE);
    // A look that finds it old does not take it from one that goes on meanwhile: as after a machine slept.
    const taking = openLeases(folder, { heartbeat: 1.5, expiry: 2 }).take(KEY, null);
    still.process.kill('SIGCONT');
    expect(await taking).toBeUndefined();
    expect(still.said).not.toContain('lost');
  });

  it('is lost when its file is gone, and given back without an error', async () => {
    const folder = await tempFolder();
    const lease = await openLeases(folder, TIMES).take(KEY, null);
    await rm(folder, { recursive: true });
    await vi.waitFor(() => expect(lease?.lost.aborted).toBe(true), PATIENCE);
    await lease?.release();
  });

  it('is lost when no heartbeat can be written for so long that another may take it over', async () => {
    const folder = await tempFolder();
    const lease = await openLeases(folder, TIMES).take(KEY, null);
    // A folder cannot be written to, whoever tries.
    await rm(join(folder, `${KEY}.1`));
    await mkdir(join(folder, `${KEY}.1`));
    expect(lease?.lost.aborted).toBe(false);
    await vi.waitFor(() => expect(lease?.lost.aborted).toBe(true), PATIENCE);
    await lease?.release();
  });
});

describe('the lease of a whole store', { timeout: 60_000 }, () => {
  it('is refused while a node is held, and keeps nodes from being taken', async () => {
    const leases = openLeases(await tempFolder(), TIMES);
    const node = await leases.take(KEY, null);
    expect(await leases.takeAll('gc')).toBeUndefined();
    await node?.release();
    const all = await leases.takeAll('gc');
    expect(all).toBeDefined();
    expect(await leases.take(KEY, null)).toBeUndefined();
    expect(await leases.takeAll('verify')).toBeUndefined();
    await all?.release();
    expect(await leases.take(KEY, null)).toBeDefined();
  });

  it('never stands beside that of a node, whoever comes first', async () => {
    const leases = openLeases(await tempFolder(), TIMES);
    for (let round = 0; round < 20; round++) {
      const [node, all] = await Promise.all(round % 2 === 0 ? [leases.take(KEY, null), leases.takeAll('gc')] : [leases.take(OTHER, null), leases.takeAll('gc')]);
      expect(node === undefined || all === undefined).toBe(true);
      await node?.release();
      await all?.release();
    }
  });

  it('of a process that was killed does not last, and one that stood still knows that it is gone', async () => {
    const folder = await tempFolder();
    const still = await holding(folder, 'all');
    const leases = openLeases(folder, TIMES);
    expect(await leases.take(KEY, null)).toBeUndefined();
    still.process.kill('SIGSTOP');
    await eventually(() => leases.take(KEY, null));
    still.process.kill('SIGCONT');
    await still.until('lost');
  });
});

describe('sweeping', { timeout: 60_000 }, () => {
  const partial = async (store: string): Promise<readonly string[]> => {
    const files = ['checkpoints/abc.4711', 'store/tmp/1234', 'failures/x.json.0b0c1f5e-5d0e-4d0e-8f0e-0123456789ab.part', 'leases/probe-1'];
    for (const file of [...files, `checkpoints/${KEY}`, 'failures/x.json', 'speeds.json']) {
      await mkdir(join(store, file, '..'), { recursive: true });
      await writeFile(join(store, file), 'x');
      const time = new Date(Date.now() - 120_000);
      await utimes(join(store, file), time, time);
    }
    // What a run that begins is writing just now.
    await writeFile(join(store, 'store/tmp/new'), 'x');
    return files;
  };
  const left = async (store: string): Promise<readonly string[]> =>
    (await readdir(store, { recursive: true, withFileTypes: true })).filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name).slice(store.length + 1)).toSorted();

  it('removes what processes that died left, and nothing else', async () => {
    const store = await tempFolder();
    await partial(store);
    const dead = await holding(join(store, 'leases'), OTHER);
    dead.process.kill('SIGKILL');
    const leases = openLeases(join(store, 'leases'), TIMES);
    await vi.waitFor(async () => expect(await leases.held()).toMatchObject([{ alive: false }]), PATIENCE);
    expect(await sweepStore(store, TIMES)).toEqual({ files: 4, leases: 1 });
    expect(await left(store)).toEqual([`checkpoints/${KEY}`, 'failures/x.json', 'speeds.json', 'store/tmp/new'].toSorted());
  });

  it('leaves everything while somebody works', async () => {
    const store = await tempFolder();
    const files = await partial(store);
    const lease = await openLeases(join(store, 'leases'), TIMES).take(KEY, null);
    expect(await sweepStore(store, TIMES)).toEqual({ files: 0, leases: 0 });
    expect(await left(store)).toEqual(expect.arrayContaining([...files]));
    await lease?.release();
  });
});
