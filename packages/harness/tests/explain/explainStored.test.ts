import type { NodeKey } from '@exitbench/core';
import { expect, it } from 'vitest';

import { type Plan, explainStored, inputsOf, openStore } from '../../src/index.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';

const before = await tempPlan({ epochs: 2 });
const after = await tempPlan({ epochs: 3 });
const keyOf = (plan: Plan, kind: string): NodeKey => plan.nodes.find((n) => n.kind === kind)?.key ?? ('' as NodeKey);

/** A store that has the first plan's nodes. */
async function stored(): Promise<string> {
  const folder = await tempFolder();
  const store = openStore(folder);
  for (const { key, kind, label, inputs } of before.nodes) await store.write({ key, kind, label, inputs: inputsOf(inputs), result: null, work: { coreSeconds: 1, seconds: 1, useful: 1, peakMemory: null } }, {});
  return folder;
}

it('names what differs between a planned node and a stored one, down to the node that has a difference of its own', async () => {
  const folder = await stored();
  const phase = await explainStored(after, keyOf(after, 'phase'), keyOf(before, 'phase'), folder);
  expect(phase?.differences.map((d) => d.path)).toContain('recipe.phase.steps');
  expect(phase?.before).toBeNull();
  const prediction = await explainStored(after, keyOf(after, 'predict'), keyOf(before, 'predict'), folder);
  expect(prediction?.differences.every((d) => d.part === 'after')).toBe(true);
  expect(prediction?.before?.node.kind).toBe('phase');
});

it('finds no difference in equal nodes, and nothing where one of both is not there', async () => {
  const folder = await stored();
  expect((await explainStored(before, keyOf(before, 'phase'), keyOf(before, 'phase'), folder))?.differences).toEqual([]);
  expect(await explainStored(before, keyOf(before, 'phase'), 'f'.repeat(64) as NodeKey, folder)).toBeUndefined();
  expect(await explainStored(before, 'f'.repeat(64) as NodeKey, keyOf(before, 'phase'), folder)).toBeUndefined();
  expect(await explainStored(before, keyOf(before, 'phase'), keyOf(before, 'phase'), await tempFolder())).toBeUndefined();
});
