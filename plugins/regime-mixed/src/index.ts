import { type Phase, backboneFirst, defineRegime, fromRecipe, real, taskLoss } from '@exitbench/core';

/** The backbone alone, then backbone and heads together. */
export const plugin = defineRegime({
  id: 'regime-mixed',
  module: import.meta.url,
  revision: 1,
  title: 'mixed',
  description: 'First the backbone is trained alone, then backbone and heads together on the losses of all exits.',
  citation: 'Phases 1 and 2 of Kubaty et al., "How to Train Your Multi-Exit Model? Analyzing the Impact of Training Strategies", ICML 2025, arXiv 2407.14320',
  params: {
    share: real({ default: 0.5, minimum: 0, maximum: 1, description: 'Share of the training budget that the backbone gets alone; 0 is joint training, 1 a backbone whose heads are never trained.' }),
  },
  phases: ({ share }, surroundings) => {
    const { recipe } = surroundings;
    const { phase, left } = backboneFirst(share, surroundings);
    const rest: Phase = { ...fromRecipe(recipe), name: 'everything', train: 'all', losses: [taskLoss(recipe, 'all')], budget: { macs: left } };
    return share < 1 ? [phase, rest] : [phase];
  },
});
