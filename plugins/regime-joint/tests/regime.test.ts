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

testRegime(plugin);

it('spends the whole budget on everything, in whole steps', () => {
  const { budget, spent, phases } = planRegime(plugin, {}, { network, recipe, epochs: 10, samples: 1009 });
  // 3 × 210 (the backbone) × 10 epochs × 100 steps × 10 samples
  expect(budget).toBe(6_300_000);
  // A step costs 3 × (210 + 3 heads of 5) × 10 = 6750: 933 of them.
  expect(phases.map((p) => [p.name, p.steps, p.macs])).toEqual([['everything', 933, 6_297_750]]);
  expect(spent).toBeGreaterThan(0.99 * budget);
});

it('has the loss of every exit, reduced and smoothed as the recipe says', () => {
  const [phase] = planRegime(plugin, {}, { network, recipe: { ...recipe, smoothing: 0.1 }, epochs: 1, samples: 100 }).phases;
  expect(phase?.phase).toMatchObject({
    train: ['block0', 'block0/head', 'block1', 'block1/head', 'block2', 'block2/head', 'block3', 'classifier'],
    losses: [{ kind: 'task', at: ['block0', 'block1', 'block2', 'classifier'], weight: 1, reduction: 'mean', smoothing: 0.1 }],
  });
});

it('spends a share of the budget where that is asked for', () => {
  // Half of 6,300,000 in steps of 6750.
  const { phases } = planRegime(plugin, { share: 0.5 }, { network, recipe, epochs: 10, samples: 1009 });
  expect(phases.map((p) => [p.name, p.steps])).toEqual([['everything', 466]]);
});
