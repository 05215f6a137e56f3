import { type Phase, defineRegime, fromRecipe, taskLoss } from '@exitbench/core';
import { expect, it } from 'vitest';

import { checkCanary } from '../src/index.ts';

const joint = defineRegime({
  id: 'regime-twin', module: import.meta.url, revision: 1, title: 'twin', description: 'Trains everything.', citation: 'None.', params: {},
  phases: (_, { recipe, budget }): readonly Phase[] => [
    { ...fromRecipe(recipe), name: 'everything', train: 'all', losses: [taskLoss(recipe, 'all')], budget: { macs: budget.macs }, snapshots: [] },
  ],
});
const stopping = defineRegime({
  ...joint, phases: (params, s) => joint.phases(params, s).map((p) => ({ ...p, stop: { metric: 'loss', patience: 1, every: 'epoch', minDelta: 0 } }) as Phase),
});

it('passes a regime that trains on training samples', async () => {
  expect(await checkCanary(joint)).toEqual([]);
});

it('lets a regime that stops early read validation', async () => {
  expect(await checkCanary(stopping)).toEqual([]);
});

it('sees training on test samples', async () => {
  const findings = await checkCanary(joint, {}, async ({ dataset }) => {
    const splits = await dataset.open({});
    return { ...splits, train: { ...splits.train, read: (i) => splits.test.read(i) } };
  });
  expect(findings.map((f) => f.check)).toEqual(['test-read']);
});

it('sees training on validation samples', async () => {
  const findings = await checkCanary(joint, {}, async ({ dataset }) => {
    const splits = await dataset.open({});
    return { ...splits, train: splits.validation };
  });
  expect(findings.map((f) => f.check)).toEqual(['validation-read']);
});
