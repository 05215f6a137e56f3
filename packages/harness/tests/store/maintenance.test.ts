import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import cacache from 'cacache';
import { describe, expect, it } from 'vitest';

import { noteFailure } from '../../src/store/failures.ts';
import { openLeases } from '../../src/store/leases.ts';
import { type GcOptions, type Removal, collectGarbage } from '../../src/store/maintenance/gc.ts';
import { listStore } from '../../src/store/maintenance/list.ts';
import { verifyStore } from '../../src/store/maintenance/verify.ts';
import { type Store, openStore } from '../../src/store/store.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { fill, node, payloads } from './nodes.ts';

const DAY = 86_400_000;
const SPENT = { coreSeconds: 1, seconds: 1, useful: 1 };
const save = (store: Store, n: number): Promise<void> => store.checkpoint(node(n).key).save([new Uint8Array(10)], SPENT);
const filesOf = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name)).toSorted();
const counts = (removals: readonly Removal[]): { readonly [what: string]: number } =>
  removals.reduce<{ [what: string]: number }>((all, { what }) => ({ ...all, [what]: (all[what] ?? 0) + 1 }), {});

async function filled(count: number): Promise<Store> {
  const store = openStore(await tempFolder());
  await fill(store, count);
  return store;
}

async function kept(store: Store, count: number): Promise<readonly number[]> {
  const found = await Promise.all(Array.from({ length: count }, (_, n) => store.find(node(n).key)));
  return found.flatMap((entry, n) => (entry === undefined ? [] : [n]));
}

describe('listing', () => {
  it('names entries, checkpoints and what was set aside, with their sizes', async () => {
    const store = await filled(2);
    await store.write({ ...node(2), diverged: { reason: 'x', log: [] }, result: null }, {});
    await save(store, 7);
    await mkdir(join(store.folder, 'quarantine'));
    await writeFile(join(store.folder, 'quarantine', 'q'), 'four');
    const { entries, checkpoints, quarantine, contentBytes, strange } = await listStore(store.folder);
    // 200 + n bytes of weights and `history of n`.
    expect(entries.map(({ label, bytes, kind, diverged }) => ({ label, bytes, kind, diverged }))).toEqual([
      { label: 'phase 0', bytes: 212, kind: 'phase', diverged: false }, { label: 'phase 1', bytes: 213, kind: 'phase', diverged: false },
      { label: 'phase 2', bytes: 0, kind: 'phase', diverged: true },
    ]);
    expect(checkpoints.map((c) => c.key)).toEqual([node(7).key]);
    expect(quarantine.map((q) => q.bytes)).toEqual([4]);
    expect(contentBytes).toBeGreaterThan(425);
    expect(strange).toBe(0);
  });

  it('of a store that is not there is empty, and makes none', async () => {
    const folder = join(await tempFolder(), 'none');
    expect(await listStore(folder)).toEqual({ entries: [], checkpoints: [], quarantine: [], contentBytes: 0, strange: 0 });
    expect(await verifyStore(folder)).toMatchObject({ whole: 0, damaged: [] });
    expect(await collectGarbage(folder)).toEqual({ removals: [], bytes: 0, leases: 0 });
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('verifying', () => {
  it('finds a whole store whole, counts contents that nothing stands for, and changes nothing', async () => {
    const store = await filled(3);
    await store.keepCode({ [node(0).key]: ['a file'] });
    await cacache.put(join(store.folder, 'store'), 'gone', 'left by a writer that died');
    await cacache.rm.entry(join(store.folder, 'store'), 'gone');
    const before = await filesOf(store.folder);
    expect(await verifyStore(store.folder)).toEqual({ whole: 3, damaged: [], orphans: { count: 1, bytes: 26 } });
    expect(await filesOf(store.folder)).toEqual(before);
    expect(await store.codeOf(node(0).key)).toEqual(['a file']);
  });
});

describe('garbage collection', () => {
  it('without a choice removes leftovers only', async () => {
    const store = await filled(3);
    await save(store, 0);
    await save(store, 7);
    await noteFailure(store.folder, node(1).key, { status: 'failed', reason: 'x', log: [] });
    await noteFailure(store.folder, node(8).key, { status: 'failed', reason: 'x', log: [] });
    const half = join(store.folder, 'checkpoints', `${node(9).key}.123`);
    await writeFile(half, 'half');
    await utimes(half, new Date(Date.now() - 120_000), new Date(Date.now() - 120_000));
    await cacache.put(join(store.folder, 'store'), `payload/${node(9).key}/weights`, 'of an entry that was never written');
    const before = await filesOf(store.folder);

    const dry = await collectGarbage(store.folder, { dry: true });
    expect(await filesOf(store.folder)).toEqual(before);
    const done = await collectGarbage(store.folder);
    expect(done).toEqual(dry);
    // The payload and its place in the index; the checkpoint and the note of nodes that are stored; the half file.
    expect(counts(done.removals)).toEqual({ content: 2, checkpoint: 1, failure: 1, partial: 1 });
    expect(before.length - (await filesOf(store.folder)).length).toBe(5);
    expect(await kept(store, 3)).toEqual([0, 1, 2]);
    expect((await verifyStore(store.folder)).orphans.count).toBe(0);
    expect((await listStore(store.folder)).checkpoints.map((c) => c.key)).toEqual([node(7).key]);
    expect(await collectGarbage(store.folder)).toEqual({ removals: [], bytes: 0, leases: 0 });
  });

  it.each<[string, GcOptions, readonly number[]]>([
    ['that are old', { olderThan: 10, now: Date.now() + 11 * DAY }, []],
    ['that are not old', { olderThan: 10, now: Date.now() + 9 * DAY }, [0, 1, 2, 3]],
    ['that are not needed', { keep: new Set([node(1).key, node(3).key]) }, [1, 3]],
    ['of a kind', { kinds: ['phase'] }, []],
    ['of another kind', { kinds: ['analyse'] }, [0, 1, 2, 3]],
    ['that are old and not needed', { olderThan: 10, now: Date.now() + 11 * DAY, keep: new Set([node(2).key]) }, [2]],
  ])('removes entries %s, with all that they had', async (_, options, left) => {
    const store = await filled(4);
    await collectGarbage(store.folder, options);
    expect(await kept(store, 4)).toEqual(left);
    expect(await verifyStore(store.folder)).toEqual({ whole: left.length, damaged: [], orphans: { count: 0, bytes: 0 } });
    // What is in the index and in the contents: a place and a content for each entry and for each of its two payloads.
    expect((await filesOf(join(store.folder, 'store'))).length).toBe(left.length * 6);
  });

  it('keeps bytes that another entry has too', async () => {
    const store = openStore(await tempFolder());
    await store.write(node(0), payloads(0));
    await store.write(node(1), payloads(0));
    await collectGarbage(store.folder, { keep: new Set([node(1).key]) });
    const entry = await store.find(node(1).key);
    expect(entry && [...(await store.read(entry, 'weights'))]).toEqual([...payloads(0).weights]);
    expect(await kept(store, 2)).toEqual([1]);
  });

  it('keeps what was set aside for 30 days, unless all is to go', async () => {
    const store = await filled(1);
    const folder = join(store.folder, 'quarantine');
    await mkdir(folder);
    for (const [name, days] of [['new', 29], ['old', 31]] as const) {
      await writeFile(join(folder, name), name);
      const time = new Date(Date.now() - days * DAY);
      await utimes(join(folder, name), time, time);
    }
    expect(counts((await collectGarbage(store.folder)).removals)).toEqual({ quarantine: 1 });
    expect(await readdir(folder)).toEqual(['new']);
    await collectGarbage(store.folder, { allQuarantine: true });
    expect(await readdir(folder)).toEqual([]);
    expect(await kept(store, 1)).toEqual([0]);
  });
});

describe('a store in use', () => {
  it('is neither verified nor collected, and says by whom it is used', async () => {
    const store = await filled(1);
    const lease = await openLeases(join(store.folder, 'leases')).take(node(5).key, null);
    const refusal = { code: 'bad-store', at: store.folder, message: `The store is in use: a run computes ${node(5).key.slice(0, 12)}.`, hint: expect.stringContaining('Try again') };
    await expect(verifyStore(store.folder)).rejects.toMatchObject(refusal);
    await expect(collectGarbage(store.folder, { olderThan: 0 })).rejects.toMatchObject(refusal);
    await lease?.release();
    expect((await verifyStore(store.folder)).whole).toBe(1);
  });

  it('gives no lease while it is maintained', async () => {
    const store = await filled(2);
    const leases = openLeases(join(store.folder, 'leases'));
    const taken: Promise<unknown>[] = [];
    await verifyStore(store.folder, { onProgress: () => void taken.push(leases.take(node(6).key, null)) });
    expect((await Promise.all(taken))[0]).toBeUndefined();
    const after = await leases.take(node(6).key, null);
    expect(after).toBeDefined();
    await after?.release();
  });
});
