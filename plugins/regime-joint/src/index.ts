import { defineRegime, fromRecipe, real, taskLoss } from '@exitbench/core';

/** Backbone and heads together, from the start, for the whole budget or a share of it. */
export const plugin = defineRegime({
  id: 'regime-joint',
  module: import.meta.url,
  revision: 1,
  title: 'joint',
  description: 'Backbone and heads are trained together from the start, on the losses of all exits.',
  citation: 'Phase 2 of Kubaty et al., "How to Train Your Multi-Exit Model? Analyzing the Impact of Training Strategies", ICML 2025, arXiv 2407.14320',
  params: {
    share: real({ default: 1, minimum: 0.1, maximum: 1, description: 'Share of the training budget that is spent; below 1 for a control that has only what another regime leaves after its backbone.' }),
  },
  phases: ({ share }, { recipe, budget }) => [
    { ...fromRecipe(recipe), name: 'everything', train: 'all', losses: [taskLoss(recipe, 'all')], budget: { macs: share * budget.macs } },
  ],
});
