import { ExitbenchError, type Labels } from '@exitbench/core';
import { type Trial, selectRate } from '@exitbench/training';

import type { NodeTask } from '../../plan/task.ts';
import type { Entry } from '../../store/entry.ts';
import type { Store } from '../../store/store.ts';
import { type Performed, asJson } from './results.ts';
import { stopwatch } from './stopwatch.ts';
import { readLabels, readOutputs } from './storedOutputs.ts';

type SelectTask = Extract<NodeTask, { kind: 'select' }>;

/**
 * Chooses a learning rate by what its trials predicted on validation.
 * @throws ExitbenchError `bad-store` when a prediction is gone; `diverged` when all trials did
 */
export async function performSelect(select: SelectTask, store: Store): Promise<Performed> {
  const useful = stopwatch();
  const choice = await useful.of(async () => {
    const trials = await readTrials(select, store);
    return selectRate(trials.tried, trials.labels, select.task);
  });
  return { result: asJson(choice), payloads: {}, useful: useful.seconds(), before: null };
}

// ---------------------------------------------------------------------------------------------------------------------

async function readTrials({ exits, trials }: SelectTask, store: Store): Promise<{ readonly tried: readonly Trial[]; readonly labels: Labels }> {
  const tried: Trial[] = [];
  let labels: Labels = new Int32Array();
  for (const trial of trials) {
    const predicted = await predictionOf(trial, store);
    tried.push({ rate: trial.rate, outputs: predicted === null ? null : await readOutputs('validation', predicted, exits, store) });
    if (predicted !== null) labels = await readLabels('validation', predicted, store); // the same for all trials
  }
  return { tried, labels };
}

/** Null where the trial has diverged. A prediction that is only not there must not pass for that. */
async function predictionOf({ phase, predict }: SelectTask['trials'][number], store: Store): Promise<Entry | null> {
  const entry = await store.find(predict);
  if (entry !== undefined) return entry;
  const trained = await store.find(phase);
  if (trained !== undefined && trained.diverged !== null) return null;
  throw new ExitbenchError('bad-store', 'The prediction of a trial is not in the store.', { at: predict, hint: 'The next run computes it again.' });
}
