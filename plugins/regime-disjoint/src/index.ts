import { type Phase, defineRegime, fromRecipe, real, taskLoss } from '@exitbench/core';

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
  },
  phases: ({ share }, { recipe, budget, stepsPerEpoch, blocks, exits, classifier }) => {
    const steps = Math.round(share * budget.epochs * stepsPerEpoch);
    // A trained piece costs three times its forward pass: output, gradient of its input, gradient of its weights.
    const spent = 3 * [...blocks, classifier].reduce((sum, piece) => sum + piece.macs, 0) * recipe.batch * steps;
    const first: Phase = {
      ...fromRecipe(recipe), name: 'backbone', train: 'backbone', losses: [taskLoss(recipe, 'last')], budget: { steps },
    };
    const rest: Phase = {
      ...fromRecipe(recipe), name: 'heads', train: 'heads', losses: [taskLoss(recipe, 'all')], budget: { macs: Math.max(0, budget.macs - spent) },
    };
    // The classifier's exit alone has no heads to train.
    return share < 1 && exits.length > 1 ? [first, rest] : [first];
  },
});
