import { link, readFile, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';

import { type NodeKey, digestOf, known } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import type { Spent } from '../../src/store/entry.ts';
import { openStore } from '../../src/store/store.ts';
import { tempFolder } from '../support/tempFolder.ts';

const KEY = digestOf('a node') as NodeKey;
/** What is saved of a text, in two parts. */
function saved(text: string, seconds: number): [readonly Uint8Array[], Spent] {
  const bytes = new TextEncoder().encode(text);
  return [[bytes.subarray(0, 2), bytes.subarray(2)], { coreSeconds: 1, seconds, useful: 0.5 }];
}

describe('a checkpoint', () => {
  it('gives back what was saved last, and nothing once removed', async () => {
    const store = openStore(await tempFolder());
    const file = store.checkpoint(KEY);
    expect(await file.load()).toBeUndefined();
    await file.save(...saved('one', 1));
    await file.save(...saved('two\n', 2));
    const loaded = await store.checkpoint(KEY).load();
    expect(new TextDecoder().decode(loaded?.bytes)).toBe('two\n');
    expect(loaded?.spent).toEqual({ coreSeconds: 1, seconds: 2, useful: 0.5 });
    await file.remove();
    expect(await file.load()).toBeUndefined();
  });

  it('does not count when it is damaged', async () => {
    const store = openStore(await tempFolder());
    await store.checkpoint(KEY).save(...saved('content', 1));
    await truncate(join(store.folder, 'checkpoints', KEY), 70);
    expect(await store.checkpoint(KEY).load()).toBeUndefined();
  });

  it('is written beside the one before and put in its place whole', async () => {
    const store = openStore(await tempFolder());
    const folder = join(store.folder, 'checkpoints');
    await store.checkpoint(KEY).save(...saved('one', 1));
    const before = await readFile(join(folder, KEY));
    await link(join(folder, KEY), join(folder, 'same-file'));
    await store.checkpoint(KEY).save(...saved('another', 2));
    // The file itself was not written to: a death in the middle would have left it as it was.
    expect(await readFile(join(folder, 'same-file'))).toEqual(before);
    expect((await readdir(folder)).toSorted()).toEqual([KEY, 'same-file']);
  });

  it('is written from where it lies', async () => {
    const file = openStore(await tempFolder()).checkpoint(KEY);
    const large = new Uint8Array(64 * 2 ** 20).fill(7);
    const before = process.memoryUsage().arrayBuffers;
    await file.save([large, large], { coreSeconds: 1, seconds: 1, useful: 1 });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(large.length / 2);
    const { bytes } = known(await file.load(), 'saved');
    expect([bytes.length, bytes.at(0), bytes.at(-1)]).toEqual([2 * large.length, 7, 7]);
  });
});
