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

testRegime(plugin);

it('gives the backbone half of the budget and everything the rest', () => {
  const { budget, spent, phases } = planRegime(plugin, {}, setting);
  // Of 6,300,000: 500 steps of 3 × 210 × 10, then steps of 3 × (210 + 3 heads of 5) × 10 from what is left.
  expect(phases.map((p) => [p.name, p.steps, p.macs])).toEqual([['backbone', 500, 3_150_000], ['everything', 466, 3_145_500]]);
  expect(spent).toBeGreaterThan(0.99 * budget);
});

it('trains the backbone on the last exit alone, for round(share · T · steps of an epoch) steps', () => {
  const { phases } = planRegime(plugin, { share: 0.2504 }, setting);
  expect(phases[0]).toMatchObject({ steps: 250, phase: { train: ['block0', 'block1', 'block2', 'block3', 'classifier'], losses: [{ at: ['classifier'] }] } });
});

it('starts its second phase at the next whole epoch', () => {
  expect(planRegime(plugin, { share: 0.255 }, setting).phases.map((p) => p.epochOffset)).toEqual([0, 3]);
});

it('is one phase of everything where the backbone gets no share', () => {
  expect(planRegime(plugin, { share: 0 }, setting).phases.map((p) => [p.name, p.steps])).toEqual([['everything', 933]]);
});

it('is a backbone alone where it gets all', () => {
  expect(planRegime(plugin, { share: 1 }, setting).phases.map((p) => [p.name, p.steps])).toEqual([['backbone', 1000]]);
});

it('refuses a share above one, by name', () => {
  expect(() => planRegime(plugin, { share: 1.5 }, setting)).toThrow('`share` must be a number from 0 to 1, not 1.5.');
});
