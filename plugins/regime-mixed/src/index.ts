import { type Phase, defineRegime, fromRecipe, real, taskLoss } from '@exitbench/core';

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
  phases: ({ share }, { recipe, budget, stepsPerEpoch, blocks, classifier }) => {
    const steps = Math.round(share * budget.epochs * stepsPerEpoch);
    // A trained piece costs three times its forward pass: output, gradient of its input, gradient of its weights.
    const spent = 3 * [...blocks, classifier].reduce((sum, piece) => sum + piece.macs, 0) * recipe.batch * steps;
    const first: Phase = {
      ...fromRecipe(recipe), name: 'backbone', train: 'backbone', losses: [taskLoss(recipe, 'last')], budget: { steps },
    };
    const rest: Phase = {
      ...fromRecipe(recipe), name: 'everything', train: 'all', losses: [taskLoss(recipe, 'all')], budget: { macs: Math.max(0, budget.macs - spent) },
    };
    return share < 1 ? [first, rest] : [first];
  },
});
