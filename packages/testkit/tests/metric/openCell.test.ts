import { known } from '@exitbench/core';
import { expect, it } from 'vitest';

import { ARMS, cellData } from '../../src/metric/cellData.ts';
import { networkCell } from '../../src/metric/networkCell.ts';
import { openCell } from '../../src/metric/openCell.ts';

const [JOINT, MIXED, DISJOINT, JOINT_AGAIN] = [0, 1, 2, 3];
const KERNEL = 'block1/conv/kernel';

it('stores what the network of the handle gives, at its last weights', async () => {
  const { handle, outputs, outputsOn, exits, costs } = openCell(await cellData('classification', 1, MIXED));
  const { exits: given } = await handle.forward(await handle.weights(), handle.splits.test);
  expect(exits.map((e) => given[e.name])).toEqual(outputs.test.byExit);
  expect(new Set(outputs.test.byExit.flatMap((o) => [...o])).size).toBeGreaterThan(300);
  expect(outputs.test.byExit).not.toEqual(outputsOn['dataset-noise']?.byExit);
  expect([costs.exits.length, costs.exits.toSorted((a, b) => a - b)]).toEqual([3, costs.exits]);
});

it('has snapshots without heads where no phase has trained them yet, and ends at the last snapshot', async () => {
  const { handle } = openCell(await cellData('classification', 1, MIXED));
  expect(Object.keys(await handle.weights({ phase: 0, share: 1 })).some((path) => path.startsWith('block0/head'))).toBe(false);
  expect(await handle.weights({ phase: 1, share: 1 })).toEqual(await handle.weights());
  expect(await handle.weights({ phase: 1, share: 0.25 })).not.toEqual(await handle.weights());
  await expect(handle.weights({ phase: 1, share: 0.3 })).rejects.toThrow('a share at which weights are kept');
});

it('compares regimes of one start: disjoint keeps the backbone that mixed goes on with, another order ends elsewhere', async () => {
  const handles = await Promise.all(ARMS.map(async (_, arm) => openCell(await cellData('regression', 1, arm)).handle));
  const kernel = async (arm: number, at?: { readonly phase: number; readonly share: number }): Promise<Float32Array> => known((await known(handles[arm], 'an arm').weights(at))[KERNEL], 'a kernel').values;
  const start = { phase: 0, share: 0 };
  for (const arm of [MIXED, DISJOINT, JOINT_AGAIN]) expect(await kernel(arm, start)).toEqual(await kernel(JOINT, start));
  expect(await kernel(DISJOINT)).toEqual(await kernel(MIXED, { phase: 0, share: 1 }));
  expect(await kernel(MIXED)).not.toEqual(await kernel(DISJOINT));
  expect(await kernel(JOINT_AGAIN)).not.toEqual(await kernel(JOINT));
});

it('is to be had by the name of a regime', async () => {
  const cell = await networkCell('classification', 1, 'disjoint');
  expect(cell.arm.regime).toBe('regime-disjoint');
  expect(await cell.handle.weights()).toEqual(await openCell(await cellData('classification', 1, DISJOINT)).handle.weights());
});
