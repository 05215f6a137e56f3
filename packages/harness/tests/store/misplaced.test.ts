import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { bucketPath } from '../../src/store/bucket.ts';
import { contentPath } from '../../src/store/content.ts';
import { openLeases } from '../../src/store/leases.ts';
import { collectGarbage } from '../../src/store/maintenance/gc.ts';
import { listStore } from '../../src/store/maintenance/list.ts';
import { verifyStore } from '../../src/store/maintenance/verify.ts';
import { nodeName } from '../../src/store/names.ts';
import { type Corrupt, type Store, openStore } from '../../src/store/store.ts';
import { canMount, smallDisk } from '../support/smallDisk.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { fill, node, payloads } from './nodes.ts';

const rejected = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, (error: unknown) => error);
const index = (store: Store, n: number): string => bucketPath(join(store.folder, 'store'), nodeName(node(n).key));

async function filled(folder: string, told: Corrupt[] = []): Promise<Store> {
  const store = openStore(folder, (corrupt) => told.push(corrupt));
  await fill(store, 4);
  return store;
}

/** Puts a folder with a file in it in a file's place. */
async function asFolder(path: string): Promise<void> {
  await rm(path);
  await mkdir(path);
  await writeFile(join(path, 'inside'), 'x');
}

/** Puts folders in the places of an index, of an entry and of a payload. */
async function misplace(store: Store): Promise<void> {
  const cache = join(store.folder, 'store');
  const [, entry = ''] = /"integrity":"([^"]+)"/.exec(await readFile(index(store, 1), 'utf8')) ?? [];
  const payload = (await store.find(node(2).key))?.payloads['weights']?.integrity ?? '';
  await asFolder(index(store, 0));
  await asFolder(contentPath(cache, entry));
  await asFolder(contentPath(cache, payload));
}

describe('a folder in the place of a file', () => {
  it('is damage: named, set aside, and what it was can be written again', async () => {
    const told: Corrupt[] = [];
    const store = await filled(await tempFolder(), told);
    await misplace(store);
    for (const n of [0, 1, 2]) expect(await store.find(node(n).key)).toBeUndefined();
    expect(await store.find(node(3).key)).toBeDefined();
    expect(told.map((corrupt) => corrupt.key)).toEqual([0, 1, 2].map((n) => node(n).key));
    expect(told.map((corrupt) => corrupt.reason)).toEqual([
      'a folder is in its place in the index', expect.stringMatching(/folder|size/), expect.stringMatching(/^`weights` has \d+ bytes, not 202$/),
    ]);
    for (const { movedTo } of told) expect(await readFile(join(movedTo ?? '', 'inside'), 'utf8')).toBe('x');
    await fill(store, 4);
    for (const n of [0, 1, 2]) expect(await store.read(await store.find(node(n).key) ?? (undefined as never), 'weights')).toEqual(Buffer.from(payloads(n).weights));
  });

  it('is written over although nobody looked before', async () => {
    const store = await filled(await tempFolder());
    await misplace(store);
    await fill(store, 4);
    for (const n of [0, 1, 2, 3]) expect(await store.find(node(n).key)).toBeDefined();
  });

  it('is found by `verify`', async () => {
    const store = await filled(await tempFolder());
    await misplace(store);
    const { whole, damaged } = await verifyStore(store.folder);
    expect([whole, damaged.flatMap((d) => d.key ?? []).toSorted()]).toEqual([1, [0, 1, 2].map((n) => node(n).key).toSorted()]);
    expect(await verifyStore(store.folder)).toMatchObject({ whole: 1, damaged: [] });
  });
});

describe('a file in the place of a folder', () => {
  it.each(['store', 'leases'])('is told with what to do: %s', async (name) => {
    const store = await filled(await tempFolder());
    await rm(join(store.folder, name), { recursive: true, force: true });
    await writeFile(join(store.folder, name), 'x');
    const leases = openLeases(join(store.folder, 'leases'));
    const both = [() => verifyStore(store.folder), () => collectGarbage(store.folder)];
    const tries = name === 'store' ? [...both, () => store.find(node(0).key), () => store.write(node(0), payloads(0)), () => listStore(store.folder)]
      : [...both, () => leases.take(node(0).key, null), () => leases.held()];
    for (const act of tries) expect(await rejected(act())).toMatchObject({ code: 'bad-store', hint: expect.stringContaining('EXITBENCH_STORE') as string });
  });

  it('in the middle of the index is told, too', async () => {
    const store = await filled(await tempFolder());
    const middle = dirname(index(store, 0));
    await rm(middle, { recursive: true });
    await writeFile(middle, 'x');
    expect(await rejected(store.find(node(0).key))).toMatchObject({ code: 'bad-store', at: expect.stringContaining(middle) as string });
    expect(await store.find(node(1).key)).toBeDefined();
  });
});

describe.skipIf(!canMount())('a store that cannot be written to (needs the right to mount a disk in memory)', () => {
  it('is read, and told with what to do where it is to be written to', async () => {
    const disk = await smallDisk(4);
    const store = await filled(join(disk.folder, 'store'));
    await writeFile(index(store, 0), 'damage');
    disk.protect();
    expect(await store.find(node(1).key)).toBeDefined();
    expect((await listStore(store.folder)).entries.length).toBe(3);
    const leases = openLeases(join(store.folder, 'leases'));
    const tries = [
      () => store.find(node(0).key), () => store.write(node(9), payloads(9)), () => leases.take(node(1).key, null), () => verifyStore(store.folder), () => collectGarbage(store.folder),
    ];
    for (const act of tries) {
      expect(await rejected(act())).toMatchObject({ code: 'bad-store', message: expect.stringMatching(/^The store cannot be written to: (?:EROFS|ENOENT)/) as string, hint: expect.stringContaining('EXITBENCH_STORE') as string });
    }
  });
});
