import { type Phase, type RegimeSurroundings, defineRegime, flag, fromRecipe, real, taskLoss } from '@exitbench/core';

const head = { module: import.meta.url, revision: 1, description: 'For tests.', citation: 'none' };

/** Everything at once. */
export const joint = defineRegime({
  ...head, id: 'regime-joint', title: 'joint', params: {},
  phases: (_, { recipe, budget }) => [{ ...fromRecipe(recipe), name: 'everything', train: 'all', losses: [taskLoss(recipe, 'all')], budget }],
});

/** The backbone, then everything. */
export const mixed = defineRegime({
  ...head, id: 'regime-mixed', title: 'mixed', params: { share: real({ default: 0.5, minimum: 0, maximum: 1, description: 'Share of the backbone.' }) },
  phases: ({ share }, at) => [backbone(share, at), rest(share, at, 'all')],
});

/** The backbone, then the heads. */
export const disjoint = defineRegime({
  ...head, id: 'regime-disjoint', title: 'disjoint', params: { share: real({ default: 0.5, minimum: 0, maximum: 1, description: 'Share of the backbone.' }) },
  phases: ({ share }, at) => [backbone(share, at), rest(share, at, 'heads')],
});

/** Joint with early stopping. */
export const stopping = defineRegime({
  ...head, id: 'regime-stopping', title: 'stopping', params: { best: flag({ default: true, description: 'Whether the best weights are kept.' }) },
  phases: ({ best }, { recipe, budget }) => [{
    ...fromRecipe(recipe), name: 'everything', train: 'all', losses: [taskLoss(recipe, 'all')], budget,
    stop: { metric: 'loss', patience: 1, every: 'epoch', minDelta: 0 }, restore: best ? 'best' : 'last',
  }],
});

/** Joint; the best weights are kept, and nothing stops it. */
export const keepingBest = defineRegime({
  ...head, id: 'regime-keeping-best', title: 'keeping best', params: {},
  phases: (_, { recipe, budget }) => [{ ...fromRecipe(recipe), name: 'everything', train: 'all', losses: [taskLoss(recipe, 'all')], budget, restore: 'best' }],
});

/** A learning rate at which the loss cannot stay finite. */
export const exploding = defineRegime({
  ...head, id: 'regime-exploding', title: 'exploding', params: {},
  phases: (_, { recipe, budget }) => [{
    ...fromRecipe(recipe), name: 'everything', train: 'all', losses: [taskLoss(recipe, 'all')], budget, optimiser: { ...recipe.optimiser, rate: 1e30 },
  }],
});

/** Throws while it is planned. */
export const throwing = defineRegime({
  ...head, id: 'regime-throwing', title: 'throwing', params: {},
  phases: () => {
    throw new TypeError('no phases today');
  },
});

function backbone(share: number, { recipe, budget }: RegimeSurroundings): Phase {
  return { ...fromRecipe(recipe), name: 'backbone', train: 'backbone', losses: [taskLoss(recipe, 'last')], budget: { macs: share * budget.macs } };
}

function rest(share: number, { recipe, budget }: RegimeSurroundings, train: 'all' | 'heads'): Phase {
  const name = train === 'all' ? 'everything' : 'heads';
  return { ...fromRecipe(recipe), name, train, losses: [taskLoss(recipe, 'all')], budget: { macs: (1 - share) * budget.macs } };
}
