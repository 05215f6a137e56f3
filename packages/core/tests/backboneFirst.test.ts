import { expect, it } from 'vitest';

import { type Recipe, backboneFirst } from '../src/index.ts';

const recipe: Recipe = {
  optimiser: { kind: 'sgd', rate: 0.1, momentum: 0, decay: 0, decayScope: 'all' }, schedule: { kind: 'constant', warmup: 0 }, batch: 10, augment: [], reduction: 'sum',
};
/** 100 multiply-accumulates a sample, 7 steps an epoch, 3 epochs: 3 · 100 · 10 · 21 = 63,000. */
const surroundings = {
  recipe, budget: { macs: 63_000, epochs: 3 }, stepsPerEpoch: 7, blocks: [{ id: 'block0', macs: 60 }, { id: 'block1', macs: 30 }], classifier: { id: 'classifier', macs: 10 },
};

it('trains the backbone on the last exit for its share of the epochs, in whole steps', () => {
  const { phase } = backboneFirst(0.5, surroundings);
  // Half of 21 steps, rounded.
  expect(phase).toMatchObject({ train: 'backbone', losses: [{ kind: 'task', at: 'last', reduction: 'sum' }], budget: { steps: 11 }, batch: 10 });
});

it('leaves what those steps do not cost', () => {
  expect(backboneFirst(0.5, surroundings).left).toBe(63_000 - 11 * 3_000);
  expect(backboneFirst(0, surroundings).left).toBe(63_000);
  expect(backboneFirst(1, surroundings).left).toBe(0);
});
