import { type Network, known } from '@exitbench/core';
import type { HistoryPoint, TrainingOutcome } from '@exitbench/records';

import type { PhaseStored } from '../run/perform/results.ts';

/** What a record says of a phase's training. */
export function trainingOutcome({ steps, macs, history }: PhaseStored, network: Network): TrainingOutcome {
  return { steps, macs, history: history === null ? [] : historyPoints(history, network) };
}

// ---------------------------------------------------------------------------------------------------------------------

type History = NonNullable<PhaseStored['history']>;

/** One point an epoch. Where validation was evaluated within it, its newest evaluation. */
function historyPoints({ epochs, validations }: History, network: Network): readonly HistoryPoint[] {
  return epochs.map(({ epoch, step, losses }, i) => {
    const from = epochs[i - 1]?.step ?? 0;
    const newest = validations.findLast((v) => v.step > from && v.step <= step);
    return { epoch: epoch + 1, step, loss: mean(Object.values(losses)), validation: newest === undefined ? null : validation(newest, network) };
  });
}

function validation({ losses, accuracies }: History['validations'][number], { exits, task }: Network): NonNullable<HistoryPoint['validation']> {
  const evaluated = exits.map((e) => e.name).filter((name) => name in losses);
  return {
    losses: evaluated.map((name) => known(losses[name], 'evaluated')),
    accuracies: task.kind === 'classification' ? evaluated.map((name) => known(accuracies[name], 'evaluated')) : null,
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}
