import { type Phase, backboneFirst, defineRegime, fromRecipe, real, taskLoss } from '@exitbench/core';

/** The backbone alone, then the heads on the frozen backbone. */
export const plugin = defineRegime({
  id: 'regime-disjoint',
  module: import.meta.url,
  revision: 1,
  title: 'disjoint',
  description: 'First the backbone is trained alone, then it is frozen and the heads are trained on it.',
  citation: 'Phases 1 and 3 of Kubaty et al., "How to Train Your Multi-Exit Model? Analyzing the Impact of Training Strategies", ICML 2025, arXiv 2407.14320',
  params: {
    share: real({ default: 0.5, minimum: 0, maximum: 1, description: 'Share of the training budget that the backbone gets alone; 0 trains the heads of a random backbone, 1 no heads at all.' }),
    extra: real({ default: 0, minimum: 0, maximum: 4, description: 'What the heads get beside what is left, in training budgets; above 0 for controls that exceed the budget.' }),
  },
  phases: ({ share, extra }, surroundings) => {
    const { recipe, budget, exits } = surroundings;
    const { phase, left } = backboneFirst(share, surroundings);
    const rest: Phase = { ...fromRecipe(recipe), name: 'heads', train: 'heads', losses: [taskLoss(recipe, 'all')], budget: { macs: left + extra * budget.macs } };
    // The classifier's exit alone has no heads to train.
    return (share < 1 || extra > 0) && exits.length > 1 ? [phase, rest] : [phase];
  },
});
