import { ExitbenchError, type InferenceCosts, type Labels, type StoredOutputs } from '@exitbench/core';

import type { Policy } from './policy.ts';
import { scoreOf, summandsByExit } from './score.ts';

/** What a policy gives at one setting. */
export interface SweepPoint {
  readonly setting: number;
  /** Mean inference cost of a sample, in multiply-accumulates. */
  readonly cost: number;
  /** Accuracy in [0, 1] of int32 labels, root mean squared error of float32 labels. */
  readonly score: number;
  /** Share of the samples that leave at each exit. */
  readonly shares: readonly number[];
}

/**
 * A policy at every one of its settings: the accuracy–cost curve of these outputs, in the order of the settings. It is
 * not monotone in the score and must not be sorted by it.
 *
 * On test data it is a curve and nothing may be chosen from it; settings are chosen on validation (`budgetTable`).
 *
 * @throws ExitbenchError `bad-argument` when outputs, labels and costs do not fit each other or the policy.
 */
export function sweep(policy: Policy, outputs: StoredOutputs, labels: Labels, costs: InferenceCosts): readonly SweepPoint[] {
  checkFit(policy, outputs, labels, costs);
  const decide = policy.decide(outputs);
  const summands = summandsByExit(outputs, labels);
  return policy.settings.map((setting) => {
    const { left, answer } = decide(setting);
    const counts = costs.exits.map(() => 0);
    let worth = 0;
    for (let s = 0; s < outputs.samples; s++) {
      const exit = left[s] as number;
      counts[exit] = (counts[exit] ?? 0) + 1;
      worth += summands[answer[s] as number]?.[s] ?? NaN;
    }
    // Costs are whole numbers, so this sum is exact, and a static exit costs exactly what it says.
    const cost = counts.reduce((sum, count, exit) => sum + count * (costs.exits[exit] ?? NaN), 0) / outputs.samples;
    return { setting, cost, score: scoreOf(worth / outputs.samples, labels), shares: counts.map((c) => c / outputs.samples) };
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function checkFit(policy: Policy, outputs: StoredOutputs, labels: Labels, costs: InferenceCosts): void {
  const fail = (message: string): never => {
    throw new ExitbenchError('bad-argument', message, { at: `sweep of ${policy.id}` });
  };
  const kind = labels instanceof Int32Array ? 'classification' : 'regression';
  if (!policy.serves.includes(kind)) fail(`The policy serves ${policy.serves.join(' and ')}, not ${kind}.`);
  if (outputs.samples === 0) fail('There are no samples.');
  if (labels.length !== outputs.samples) fail(`There are ${outputs.samples} samples and ${labels.length} labels.`);
  if (costs.exits.length !== outputs.byExit.length) fail(`There are outputs of ${outputs.byExit.length} exits and costs of ${costs.exits.length}.`);
  for (const [exit, values] of outputs.byExit.entries()) {
    if (values.length !== outputs.samples * outputs.width) fail(`Exit ${exit} has ${values.length} values; ${outputs.samples} × ${outputs.width} are expected.`);
  }
}
