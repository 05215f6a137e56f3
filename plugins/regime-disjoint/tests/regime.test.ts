import { type Recipe } from '@exitbench/core';
import { planRegime, sketchNetwork, testRegime } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

const recipe: Recipe = {
  optimiser: { kind: 'sgd', rate: 0.05, momentum: 0.9, decay: 5e-4, decayScope: 'all' },
  schedule: { kind: 'cosine', warmup: 0, floor: 0 },
  batch: 10, augment: [], reduction: 'mean',
};
const network = sketchNetwork({ blocks: [100, 50, 25, 25], classifier: 10, head: 5 });
const setting = { network, recipe, epochs: 10, samples: 1009 };

testRegime(plugin, { overBudget: ['extra'] });

it('gives the backbone half of the budget and the heads the rest, the frozen forward pass counted', () => {
  const { budget, spent, phases } = planRegime(plugin, {}, setting);
  // Of 6,300,000: 500 steps of 3 × 210 × 10, then steps of (175 up to the last head + 3 × 3 heads of 5) × 10 = 2200.
  expect(phases.map((p) => [p.name, p.steps, p.macs])).toEqual([['backbone', 500, 3_150_000], ['heads', 1431, 3_148_200]]);
  expect(spent).toBeGreaterThan(0.99 * budget);
});

it('trains heads only; the last exit is a constant that counts in the mean', () => {
  const heads = planRegime(plugin, {}, setting).phases[1];
  expect(heads?.phase).toMatchObject({
    train: ['block0/head', 'block1/head', 'block2/head'],
    batchNorm: 'trained',
    losses: [{ kind: 'task', at: ['block0', 'block1', 'block2', 'classifier'], reduction: 'mean' }],
  });
  expect(heads?.extent).toMatchObject({ prefix: ['block0', 'block1', 'block2'], live: [true, true, true, false] });
  expect(heads?.extent?.run).not.toContain('classifier');
});

it('has no phase of heads where there are none, or where the backbone gets all', () => {
  const plain = sketchNetwork({ blocks: [100, 50], classifier: 10, head: 5, placement: 'none' });
  expect(planRegime(plugin, {}, { ...setting, network: plain }).phases.map((p) => p.name)).toEqual(['backbone']);
  expect(planRegime(plugin, { share: 1 }, setting).phases.map((p) => [p.name, p.steps])).toEqual([['backbone', 1000]]);
});

it('pays for heads on top of the budget where that is asked for', () => {
  const { budget, phases } = planRegime(plugin, { share: 1, extra: 0.5 }, setting);
  // The backbone has 1000 steps of 6300; half a budget of 6,300,000 on top is 1431 steps of 2200.
  expect(phases.map((p) => [p.name, p.steps, p.macs])).toEqual([['backbone', 1000, budget], ['heads', 1431, 3_148_200]]);
  expect(planRegime(plugin, { share: 1, extra: 1 }, setting).phases.map((p) => p.steps)).toEqual([1000, 2863]);
  const plain = sketchNetwork({ blocks: [100, 50], classifier: 10, head: 5, placement: 'none' });
  expect(planRegime(plugin, { share: 1, extra: 1 }, { ...setting, network: plain }).phases.map((p) => p.name)).toEqual(['backbone']);
});
