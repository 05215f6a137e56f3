import type { RegimeSurroundings } from './define/regime.ts';
import { type TrainPhase, fromRecipe, taskLoss } from './phase.ts';

/**
 * The backbone alone, on its own last exit, for a share of the budget's epochs in whole steps, and the
 * multiply-accumulates of the budget that are then left. Regimes that begin so share one phase, which is trained once.
 *
 * @param share of the training budget, from 0 to 1
 */
export function backboneFirst(
  share: number, { recipe, budget, stepsPerEpoch, blocks, classifier }: Pick<RegimeSurroundings, 'recipe' | 'budget' | 'stepsPerEpoch' | 'blocks' | 'classifier'>,
): { readonly phase: TrainPhase; readonly left: number } {
  const steps = Math.round(share * budget.epochs * stepsPerEpoch);
  // A trained piece costs three times its forward pass: output, gradient of its input, gradient of its weights.
  const spent = 3 * [...blocks, classifier].reduce((sum, piece) => sum + piece.macs, 0) * recipe.batch * steps;
  return {
    phase: { ...fromRecipe(recipe), name: 'backbone', train: 'backbone', losses: [taskLoss(recipe, 'last')], budget: { steps } },
    left: Math.max(0, budget.macs - spent),
  };
}
