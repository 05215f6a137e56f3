import { copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ExitbenchError } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { bucketPath } from '../../src/store/bucket.ts';
import { contentPath } from '../../src/store/content.ts';
import { verifyStore } from '../../src/store/maintenance/verify.ts';
import { nodeName } from '../../src/store/names.ts';
import { type Corrupt, type Store, openStore } from '../../src/store/store.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { fill, node, payloads } from './nodes.ts';

const COUNT = 105;
/** Entries that are left alone: the negative control. */
const WHOLE = 5;

/** Numbers from 0 up to a bound, the same in every run: a linear congruential generator with the constants of Numerical Recipes. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function flip(path: string, pick: (below: number) => number): Promise<void> {
  const bytes = await readFile(path);
  const at = pick(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8));
  await writeFile(path, bytes);
}

/** Damages an entry in one of seven ways. */
async function damage(store: Store, n: number, pick: (below: number) => number): Promise<string> {
  const cache = join(store.folder, 'store');
  const { key } = node(n);
  const entry = await store.find(key);
  const integrities = Object.values(entry?.payloads ?? {}).map((p) => p.integrity);
  const payload = contentPath(cache, integrities[pick(integrities.length)] ?? '');
  const index = bucketPath(cache, nodeName(key));
  const [, own] = /"integrity":"([^"]+)"/.exec(await readFile(index, 'utf8')) ?? [];
  const content = contentPath(cache, own ?? '');
  const ways: { readonly [way: string]: () => Promise<unknown> } = {
    'bit of a payload': () => flip(payload, pick),
    'bit of the entry': () => flip(content, pick),
    'bit of the index': () => flip(index, pick),
    'payload cut': async () => truncate(payload, pick((await readFile(payload)).length)),
    'entry cut': async () => truncate(content, pick((await readFile(content)).length)),
    // A cut of the last character is one, but what the first line break stands for is nothing.
    'index cut': async () => truncate(index, pick((await readFile(index)).length)),
    // One that nobody damages.
    'swapped': () => copyFile(bucketPath(cache, nodeName(node(COUNT - 1 - pick(WHOLE)).key)), index),
  };
  const way = Object.keys(ways)[pick(7)] ?? '';
  await ways[way]?.();
  return way;
}

/** Reads an entry as what depends on it does: with all its payloads. */
async function serve(store: Store, n: number): Promise<readonly Uint8Array[] | undefined> {
  const entry = await store.find(node(n).key);
  if (entry === undefined) return undefined;
  try {
    return await Promise.all(Object.keys(entry.payloads).map((name) => store.read(entry, name)));
  } catch (error) {
    if (error instanceof ExitbenchError && error.code === 'bad-store' && error.at === node(n).key) return undefined;
    throw error;
  }
}

async function damaged(seed: number): Promise<{ readonly store: Store; readonly told: Corrupt[]; readonly ways: readonly string[] }> {
  const told: Corrupt[] = [];
  const store = openStore(await tempFolder(), (corrupt) => told.push(corrupt));
  await fill(store, COUNT);
  const pick = random(seed);
  const ways: string[] = [];
  for (let n = 0; n < COUNT - WHOLE; n++) ways.push(await damage(store, n, pick));
  expect(new Set(ways).size).toBe(7);
  return { store, told, ways };
}

const KEYS = Array.from({ length: COUNT - WHOLE }, (_, n) => node(n).key).toSorted();

describe('100 damaged entries', { timeout: 120_000 }, () => {
  it('are all named, never served, and computed again to the same bytes', async () => {
    const { store, told, ways } = await damaged(1);
    const served = [];
    for (let n = 0; n < COUNT; n++) served.push(await serve(store, n));
    expect(served.flatMap((bytes, n) => (bytes === undefined ? [] : [n]))).toEqual([100, 101, 102, 103, 104]);
    expect(told.map((corrupt) => corrupt.key).toSorted()).toEqual(KEYS);
    expect(told.filter((corrupt) => corrupt.reason === '' || corrupt.movedTo === null)).toEqual([]);
    // What the index or the entry says of itself is still known where they are whole.
    const label = (n: number): string | null | undefined => told.find((corrupt) => corrupt.key === node(n).key)?.label;
    expect(ways.flatMap((way, n) => (/payload|entry/.test(way) && label(n) !== `phase ${n}` ? [`${n} ${way}`] : []))).toEqual([]);

    for (let n = 0; n < 100; n++) await store.write(node(n), payloads(n));
    for (let n = 0; n < COUNT; n++) expect(await serve(store, n)).toEqual([payloads(n).history, payloads(n).weights].map((b) => Buffer.from(b)));
    expect(told.length).toBe(100);
  });

  it('are named by `verify`, which sets them aside without losing one', async () => {
    const { store, told } = await damaged(2);
    const steps: number[] = [];
    const { whole, damaged: found } = await verifyStore(store.folder, { onProgress: ({ done }) => steps.push(done) });
    expect(whole).toBe(WHOLE);
    expect(found.length).toBe(100);
    const known = found.flatMap((d) => d.key ?? []).toSorted();
    expect(known).toEqual(KEYS);
    expect(new Set(found.map((d) => d.movedTo)).size).toBe(100);
    expect(steps.at(-1)).toBe(steps.length);
    expect(await verifyStore(store.folder)).toMatchObject({ whole: WHOLE, damaged: [] });
    for (let n = 0; n < 100; n++) expect(await store.find(node(n).key)).toBeUndefined();
    expect(told).toEqual([]);
  });

  it('are computed again although nobody looked at them before', async () => {
    const { store, told } = await damaged(3);
    for (let n = 0; n < 100; n++) await store.write(node(n), payloads(n));
    for (let n = 0; n < COUNT; n++) expect((await serve(store, n))?.length).toBe(2);
    expect(told).toEqual([]);
  });
});

describe('an entry', () => {
  it('of another node under its name is foreign', async () => {
    const told: Corrupt[] = [];
    const store = openStore(await tempFolder(), (corrupt) => told.push(corrupt));
    const [mine, other] = [node(1), node(2)];
    // Written whole, by one who gives it a wrong name.
    await store.write({ ...other, key: mine.key }, payloads(2));
    expect(await store.find(mine.key)).toBeUndefined();
    expect(told).toMatchObject([{ key: mine.key, kind: 'phase', label: 'phase 2', reason: 'its inputs are not those of its key' }]);
  });

  it('is not served from the place of another one, which stays as it is', async () => {
    const told: Corrupt[] = [];
    const store = openStore(await tempFolder(), (corrupt) => told.push(corrupt));
    await fill(store, 2);
    const cache = join(store.folder, 'store');
    await copyFile(bucketPath(cache, nodeName(node(0).key)), bucketPath(cache, nodeName(node(1).key)));
    expect(await store.find(node(1).key)).toBeUndefined();
    expect(told).toMatchObject([{ key: node(1).key, reason: `its place in the index has the entry \`node/${node(0).key}\`` }]);
    expect(await serve(store, 0)).toBeDefined();
  });

  it('that is damaged twice is set aside twice', async () => {
    const told: Corrupt[] = [];
    const store = openStore(await tempFolder(), (corrupt) => told.push(corrupt));
    for (const text of ['first', 'second']) {
      await fill(store, 1);
      await writeFile(bucketPath(join(store.folder, 'store'), nodeName(node(0).key)), text);
      expect(await store.find(node(0).key)).toBeUndefined();
    }
    expect(await Promise.all(told.map((corrupt) => readFile(corrupt.movedTo ?? '', 'utf8')))).toEqual(['first', 'second']);
  });

  it('without a payload is named and absent', async () => {
    const told: Corrupt[] = [];
    const store = openStore(await tempFolder(), (corrupt) => told.push(corrupt));
    const { payloads: written } = await store.write(node(0), payloads(0));
    await rm(contentPath(join(store.folder, 'store'), written['weights']?.integrity ?? ''));
    expect(await store.find(node(0).key)).toBeUndefined();
    expect(told).toMatchObject([{ key: node(0).key, label: 'phase 0', reason: '`weights` is missing' }]);
  });
});
