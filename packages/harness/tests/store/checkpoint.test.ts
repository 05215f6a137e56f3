import { truncate } from 'node:fs/promises';
import { join } from 'node:path';

import { type NodeKey, digestOf } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import type { Saved } from '../../src/store/checkpoint.ts';
import { openStore } from '../../src/store/store.ts';
import { tempFolder } from '../support/tempFolder.ts';

const KEY = digestOf('a node') as NodeKey;
const saved = (text: string, seconds: number): Saved => ({ bytes: new TextEncoder().encode(text), spent: { coreSeconds: 1, seconds, useful: 0.5 } });

describe('a checkpoint', () => {
  it('gives back what was saved last, and nothing once removed', async () => {
    const store = openStore(await tempFolder());
    const file = store.checkpoint(KEY);
    expect(await file.load()).toBeUndefined();
    await file.save(saved('one', 1));
    await file.save(saved('two\n', 2));
    const loaded = await store.checkpoint(KEY).load();
    expect(new TextDecoder().decode(loaded?.bytes)).toBe('two\n');
    expect(loaded?.spent).toEqual({ coreSeconds: 1, seconds: 2, useful: 0.5 });
    await file.remove();
    expect(await file.load()).toBeUndefined();
  });

  it('does not count when it is damaged', async () => {
    const store = openStore(await tempFolder());
    await store.checkpoint(KEY).save(saved('content', 1));
    await truncate(join(store.folder, 'checkpoints', KEY), 70);
    expect(await store.checkpoint(KEY).load()).toBeUndefined();
  });
});
