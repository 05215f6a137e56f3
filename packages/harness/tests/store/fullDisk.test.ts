import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { checkWritable } from '../../src/store/checkWritable.ts';
import { failureOf, noteFailure } from '../../src/store/failures.ts';
import { isFull } from '../../src/store/isFull.ts';
import { openLeases } from '../../src/store/leases.ts';
import { verifyStore } from '../../src/store/maintenance/verify.ts';
import { addSpeed, readSpeed } from '../../src/store/speeds.ts';
import { type Corrupt, openStore } from '../../src/store/store.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { canMount, smallDisk } from '../support/smallDisk.ts';
import { fill, node, payloads } from './nodes.ts';

const PAGE = 4096;
const rejected = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, (error: unknown) => error);

describe.skipIf(!canMount())('on a disk that is full (needs the right to mount one in memory)', () => {
  it('a write that fails leaves nothing of itself and takes nothing away, wherever in it the disk fills', { timeout: 60_000 }, async () => {
    const disk = await smallDisk(4);
    const told: Corrupt[] = [];
    const store = openStore(join(disk.folder, 'store'), (corrupt) => told.push(corrupt));
    await fill(store, 3);
    const large = { ...payloads(50), weights: new Uint8Array(3 * PAGE).fill(7) };
    const failures: unknown[] = [];
    const halves: unknown[] = [];
    for (let pages = 0; pages < 40; pages += 2) {
      await disk.leave(pages * PAGE);
      for (const [n, bytes] of [[10 + pages, large], [1, large]] as const) {
        const error = await rejected(store.write(node(n), bytes));
        if (error === undefined) continue;
        failures.push(error);
        if (n !== 1) halves.push(await store.find(node(n).key));
      }
      for (const n of [0, 1, 2]) {
        const entry = await store.find(node(n).key);
        expect(entry?.result).toEqual({ steps: n });
        expect(entry && (await store.read(entry, 'weights')).length).toBeGreaterThan(0);
      }
      await disk.leave(Infinity);
    }
    // Some found room and some did not, or this would show nothing.
    expect(failures.length).toBeGreaterThan(5);
    expect(failures.length).toBeLessThan(40);
    expect(failures.filter((error) => !isFull(error))).toEqual([]);
    expect(halves.filter((entry) => entry !== undefined)).toEqual([]);
    expect(await store.write(node(10), large)).toMatchObject({ key: node(10).key });
    expect(told).toEqual([]);
    expect((await verifyStore(store.folder)).damaged).toEqual([]);
  });

  it('a lease that cannot be written is not left behind, and one that is held stays alive', async () => {
    const disk = await smallDisk(1);
    const folder = join(disk.folder, 'leases');
    const times = { heartbeat: 0.1, expiry: 1 };
    const leases = openLeases(folder, times);
    const held = await leases.take(node(0).key, 'before');
    await disk.leave(0);
    expect(isFull(await rejected(leases.take(node(1).key, 'x'.repeat(PAGE))))).toBe(true);
    expect((await readdir(folder)).filter((name) => name.startsWith(node(1).key))).toEqual([]);
    const { mtimeMs } = await stat(join(folder, `${node(0).key}.1`));
    held?.note('after');
    await expect.poll(async () => (await stat(join(folder, `${node(0).key}.1`))).mtimeMs, { timeout: 10_000 }).toBeGreaterThan(mtimeMs);
    await expect.poll(async () => (await leases.held())[0]?.news, { timeout: 10_000 }).toBe('after');
    expect(await held?.holds()).toBe(true);
    await held?.release();
  });

  it('is found before anything is computed', async () => {
    const disk = await smallDisk(2);
    const place = join(disk.folder, 'store');
    await checkWritable(place, 2 ** 20);
    expect(await rejected(checkWritable(place, 2 ** 30))).toMatchObject({
      code: 'bad-store', at: place, message: expect.stringMatching(/1024 MiB are wanted, [12] MiB are free/), hint: expect.stringContaining('Make room'),
    });
    await disk.leave(0);
    expect(await rejected(checkWritable(place, 0))).toMatchObject({ code: 'bad-store', at: place });
    expect(await readdir(place)).toEqual([]);
  });

  it('keeps older notes and speeds, and does without new ones', async () => {
    const disk = await smallDisk(1);
    const key = node(0).key;
    await noteFailure(disk.folder, key, { status: 'oom', reason: 'first', log: [] });
    await addSpeed(disk.folder, 'a', { expected: 1, seconds: 2 });
    await disk.leave(0);
    await noteFailure(disk.folder, key, { status: 'failed', reason: 'x'.repeat(PAGE), log: [] });
    await addSpeed(disk.folder, 'a', { expected: 1, seconds: 2 });
    expect(await failureOf(disk.folder, key)).toMatchObject({ reason: 'first' });
    expect(await readSpeed(disk.folder, 'a')).toEqual({ expected: 1, seconds: 2 });
    expect(await readdir(join(disk.folder, 'failures'))).toEqual([`${key}.json`]);
  });
});

describe('a place that nothing can be written to', () => {
  it('is named with what to do', async () => {
    const file = join(await tempFolder(), 'file');
    await writeFile(file, '');
    expect(await rejected(checkWritable(join(file, 'store'), 1))).toMatchObject({ code: 'bad-store', at: join(file, 'store'), hint: expect.stringContaining('EXITBENCH_STORE') });
    expect(() => openStore(join(file, 'store'))).toThrowError(expect.objectContaining({ code: 'bad-store' }) as Error);
  });
});

describe('what is a full disk', () => {
  it('is told by code, number, message or cause, and from nothing else', () => {
    const coded = (code: string, more: object = {}): Error => Object.assign(new Error('x'), { code }, more);
    expect(isFull(coded('ENOSPC'))).toBe(true);
    expect(isFull(coded('EDQUOT'))).toBe(true);
    // As cacache tells a rename that failed: 28 is ENOSPC on Linux.
    expect(isFull(Object.assign(new Error('ENOSPC: no space left on device, mkdir'), { code: 'EEXIST', errno: -28 }))).toBe(true);
    expect(isFull(new Error('outer', { cause: new AggregateError([coded('EIO'), coded('ENOSPC')]) }))).toBe(true);
    expect(isFull(coded('EACCES', { errno: -13 }))).toBe(false);
    expect(isFull(new Error('This speaks of ENOSPC: only'))).toBe(false);
    expect(isFull('ENOSPC')).toBe(false);
  });
});
