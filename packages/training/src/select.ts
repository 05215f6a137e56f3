import { ExitbenchError, type Labels, type Task } from '@exitbench/core';

import { scoreOutputs } from './evaluate.ts';

/** A learning rate that was tried, with the outputs of each exit on validation; null where training diverged. */
export interface Trial {
  readonly rate: number;
  readonly outputs: readonly Float32Array[] | null;
}

export interface RateChoice {
  readonly rate: number;
  /** The mean over the exits of the validation accuracy in [0, 1], or of minus the mean squared error; null for a trial that diverged. Ascending rates. */
  readonly trials: readonly { readonly rate: number; readonly score: number | null }[];
}

/**
 * Chooses a learning rate: the one whose trial has the highest mean score over the exits, and of equal ones the lowest.
 *
 * @param trials each with the outputs of the same exits, samples × width values an exit
 * @param labels of the validation samples
 * @throws ExitbenchError `diverged` when all trials did
 */
export function selectRate(trials: readonly Trial[], labels: Labels, task: Task): RateChoice {
  const scored = trials
    .toSorted((a, b) => a.rate - b.rate)
    .map(({ rate, outputs }) => ({ rate, score: outputs === null ? null : meanScore(outputs, labels, task) }));
  let best: { readonly rate: number; readonly score: number } | undefined;
  for (const { rate, score } of scored) if (score !== null && (best === undefined || score > best.score)) best = { rate, score };
  if (best === undefined) {
    throw new ExitbenchError('diverged', `Training diverged at every learning rate that was tried: ${scored.map((t) => t.rate).join(', ')}.`, {
      hint: 'Let `tune.lr` have lower rates, or clip gradients.',
    });
  }
  return { rate: best.rate, trials: scored };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Null where a score is not a finite number: such a trial is lost, as one that diverged is. */
function meanScore(outputs: readonly Float32Array[], labels: Labels, task: Task): number | null {
  const scores = outputs.map((values) => scoreOutputs(values, labels, task).accuracy);
  const sum = scores.reduce((total, score) => total + (task.kind === 'classification' ? Math.round(score * labels.length) : score), 0);
  // Right answers are added up before anything is divided, so that trials that are equally good tie exactly.
  const mean = task.kind === 'classification' ? sum / (labels.length * outputs.length) : sum / outputs.length;
  return Number.isFinite(mean) ? mean : null;
}
