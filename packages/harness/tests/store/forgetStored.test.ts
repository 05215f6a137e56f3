import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { type NodeKey, digestOf } from '@exitbench/core';
import { expect, it } from 'vitest';

import { forgetStored, openLeases, openStore } from '../../src/index.ts';
import { tempFolder } from '../support/tempFolder.ts';

const WORK = { coreSeconds: 1, seconds: 1, useful: 1, peakMemory: null };
const inputs = (name: string) => ({ name });
const keyOf = (name: string): NodeKey => digestOf(inputs(name)) as NodeKey;
const [STORED, BEGUN, OTHER, HELD, GONE] = ['stored', 'begun', 'other', 'held', 'gone'].map(keyOf) as [NodeKey, NodeKey, NodeKey, NodeKey, NodeKey];

it('removes entries and checkpoints of these nodes, but what another process computes', async () => {
  const store = openStore(await tempFolder());
  for (const name of ['stored', 'other', 'held']) {
    await store.write({ key: keyOf(name), kind: 'phase', label: name, inputs: inputs(name), result: 1, work: WORK }, { weights: new Uint8Array(8) });
  }
  for (const key of [STORED, BEGUN, HELD, OTHER]) await store.checkpoint(key).save([new Uint8Array(4)], { coreSeconds: 1, seconds: 1, useful: 1 });
  const lease = await openLeases(join(store.folder, 'leases')).take(HELD, null);
  expect(await forgetStored(store.folder, [STORED, BEGUN, HELD, GONE, STORED])).toBe(2);
  await lease?.release();
  const left = [STORED, BEGUN, OTHER, HELD].map(async (key) => [(await store.find(key)) !== undefined, (await store.checkpoint(key).load()) !== undefined]);
  expect(await Promise.all(left)).toEqual([[false, false], [false, false], [true, true], [true, true]]);
});

it('makes no store where there is none', async () => {
  const folder = join(await tempFolder(), 'none');
  expect(await forgetStored(folder, [STORED])).toBe(0);
  expect(existsSync(folder)).toBe(false);
});
