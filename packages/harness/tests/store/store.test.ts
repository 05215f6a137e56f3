import { appendFile, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type NodeKey, digestOf } from '@exitbench/core';
import cacache from 'cacache';
import { describe, expect, it } from 'vitest';

import { bucketPath } from '../../src/store/bucket.ts';
import { type Corrupt, type Store, openStore } from '../../src/store/store.ts';
import { storeFolder } from '../../src/store/storeFolder.ts';
import { tempFolder } from '../support/tempFolder.ts';

const INPUTS = { kind: 'phase', recipe: { rate: 0.1 } };
const KEY = digestOf(INPUTS) as NodeKey;
const NODE = { key: KEY, kind: 'phase', label: 'a phase', inputs: INPUTS } as const;
const WORK = { coreSeconds: 1.5, seconds: 2, useful: 2, peakMemory: null };
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

async function filled(): Promise<{ readonly store: Store; readonly corrupt: Corrupt[]; readonly pathOf: (name: string) => Promise<string> }> {
  const corrupt: Corrupt[] = [];
  const store = openStore(await tempFolder(), (c) => corrupt.push(c));
  await store.write({ ...NODE, result: { steps: 3 }, work: WORK }, { weights: bytes('weights'), other: bytes('more') });
  return { store, corrupt, pathOf: async (name) => (await cacache.get.info(join(store.folder, 'store'), name))?.path ?? '' };
}

describe('a store', () => {
  it('gives back what was written', async () => {
    const { store, corrupt } = await filled();
    const entry = await store.find(KEY);
    expect(entry).toMatchObject({ ...NODE, diverged: null, result: { steps: 3 }, work: WORK });
    expect(entry && text(await store.read(entry, 'weights'))).toBe('weights');
    expect(await store.find(digestOf('another') as NodeKey)).toBeUndefined();
    expect(corrupt).toEqual([]);
  });

  it('waits for the line of an entry that another process is just adding', async () => {
    const { store, corrupt } = await filled();
    const index = bucketPath(join(store.folder, 'store'), `node/${KEY}`);
    const line = await readFile(index);
    // Who adds the first line makes the file first: readers may come between.
    await truncate(index, 0);
    const found = store.find(KEY);
    await sleep(200);
    await writeFile(index, line);
    expect((await found)?.result).toEqual({ steps: 3 });
    expect(corrupt).toEqual([]);
  });

  it('names one whose line does not come', async () => {
    const { store, corrupt } = await filled();
    await truncate(bucketPath(join(store.folder, 'store'), `node/${KEY}`), 0);
    expect(await store.find(KEY)).toBeUndefined();
    expect(corrupt.map((c) => c.reason)).toEqual(['its line in the index is gone']);
  });

  it('keeps the newer of two entries', async () => {
    const { store } = await filled();
    await store.write({ ...NODE, result: { steps: 4 }, work: WORK }, {});
    expect((await store.find(KEY))?.result).toEqual({ steps: 4 });
  });

  it('names and sets aside an entry with a truncated payload', async () => {
    const { store, corrupt, pathOf } = await filled();
    await truncate(await pathOf(`payload/${KEY}/weights`), 3);
    expect(await store.find(KEY)).toBeUndefined();
    expect(corrupt).toMatchObject([{ key: KEY, kind: 'phase', label: 'a phase', reason: '`weights` has 3 bytes, not 7' }]);
    expect((await stat(corrupt[0]?.movedTo ?? '')).size).toBe(3);
    expect(await store.find(KEY)).toBeUndefined();
    expect(corrupt.length).toBe(1);
  });

  it('finds out at reading that bytes have changed', async () => {
    const { store, corrupt, pathOf } = await filled();
    const entry = await store.find(KEY);
    await writeFile(await pathOf(`payload/${KEY}/weights`), 'WEIGHTS');
    const error = entry && (await store.read(entry, 'weights').catch((e: unknown) => e));
    expect(error).toMatchObject({ code: 'bad-store', at: KEY });
    expect(corrupt).toMatchObject([{ key: KEY, reason: '`weights`: its bytes are not those that were written' }]);
    expect(await readdir(join(store.folder, 'quarantine'))).toEqual([`payload-${KEY}-weights`]);
    expect(await store.find(KEY)).toBeUndefined();
  });

  it('does without an entry that is damaged itself', async () => {
    const { store, corrupt, pathOf } = await filled();
    await appendFile(await pathOf(`node/${KEY}`), 'x');
    expect(await store.find(KEY)).toBeUndefined();
    expect(corrupt.length).toBe(1);
    await store.write({ ...NODE, result: 1, work: WORK }, {});
    expect((await store.find(KEY))?.result).toBe(1);
  });

  it('remembers what code digests are of', async () => {
    const { store } = await filled();
    await store.keepCode({ abc: ['@exitbench/nn/layers/relu 12'] });
    expect(await store.codeOf('abc')).toEqual(['@exitbench/nn/layers/relu 12']);
    expect(await store.codeOf('abd')).toBeUndefined();
  });

  it('has no entry while only payloads are written', async () => {
    const { store, pathOf } = await filled();
    await cacache.rm.entry(join(store.folder, 'store'), `node/${KEY}`);
    expect(await pathOf(`payload/${KEY}/weights`)).not.toBe('');
    expect(await store.find(KEY)).toBeUndefined();
  });
});

describe('the folder of a store', () => {
  it('is named by the environment, or lies in the checkout', async () => {
    const folder = await tempFolder();
    expect(storeFolder({ EXITBENCH_STORE: '/data/store' }, folder)).toBe('/data/store');
    expect(storeFolder({}, folder)).toBe(join(folder, '.exitbench'));
    await writeFile(join(folder, 'pnpm-workspace.yaml'), '');
    expect(storeFolder({}, join(folder, 'packages', 'cli'))).toBe(join(folder, '.exitbench'));
  });
});
