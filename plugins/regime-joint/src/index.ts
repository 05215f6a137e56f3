import { defineRegime, fromRecipe, taskLoss } from '@exitbench/core';

/** Backbone and heads together, from the start, for the whole budget. */
export const plugin = defineRegime({
  id: 'regime-joint',
  module: import.meta.url,
  revision: 1,
  title: 'joint',
  description: 'Backbone and heads are trained together from the start, on the losses of all exits.',
  citation: 'Phase 2 of Kubaty et al., "How to Train Your Multi-Exit Model? Analyzing the Impact of Training Strategies", ICML 2025, arXiv 2407.14320',
  params: {},
  phases: (_params, { recipe, budget }) => [
    { ...fromRecipe(recipe), name: 'everything', train: 'all', losses: [taskLoss(recipe, 'all')], budget: { macs: budget.macs } },
  ],
});
