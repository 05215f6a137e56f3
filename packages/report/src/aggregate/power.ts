import type { Run } from './readRun.ts';

/** Fewer seeds find only differences of many standard deviations: no verdict on a hypothesis rests on them. */
export const ENOUGH_SEEDS = 5;

/**
 * How the losses of exits were reduced where rates were not tuned for each regime: the mean's 1/K acts on heads as a learning rate,
 * so that one reduction alone may decide who wins. Null where rates were tuned, and where the plan has both reductions to compare.
 */
export function untunedReduction({ plan }: Run): 'mean' | 'sum' | null {
  if (plan.tune !== null) return null;
  const reductions = new Set(plan.arms.flatMap((arm) => arm.recipe?.reduction ?? []));
  return reductions.size > 1 ? null : reductions.has('mean') ? 'mean' : 'sum';
}
