import { canonicalJson } from '@exitbench/core';
import type { ArmRecord } from '@exitbench/records';

import type { Run } from './readRun.ts';

/** Fewer seeds find only differences of many standard deviations: no verdict on a hypothesis rests on them. */
export const ENOUGH_SEEDS = 5;

/**
 * How the losses of exits were reduced where rates were not tuned for each regime: the mean's 1/K acts on heads as a learning rate,
 * so that one reduction alone may decide who wins. Null where rates were tuned, and where an arm was trained with both reductions.
 * Architectures may each have one of their own: that is nothing to compare.
 */
export function untunedReduction({ plan }: Run): 'mean' | 'sum' | null {
  if (plan.tune !== null) return null;
  const byArm = new Map<string, Set<string>>();
  for (const arm of plan.arms) {
    if (arm.recipe !== null) byArm.set(settingOf(arm), (byArm.get(settingOf(arm)) ?? new Set()).add(arm.recipe.reduction));
  }
  const reductions = [...byArm.values()];
  if (reductions.some((r) => r.size > 1)) return null;
  return reductions.some((r) => r.has('mean')) ? 'mean' : 'sum';
}

// ---------------------------------------------------------------------------------------------------------------------

function settingOf({ dataset, architecture, exits, epochs, regime, role }: ArmRecord): string {
  return canonicalJson([dataset.id, dataset.variant, architecture, exits, epochs, regime.id, regime.params, regime.order, role]);
}
