import { ExitbenchError, type PlannedPhase } from '@exitbench/core';

import type { NodeTask } from '../../plan/task.ts';
import type { Entry } from '../../store/entry.ts';
import type { Store } from '../../store/store.ts';
import type { NodeKey } from '../job.ts';
import type { Performed, SelectStored } from './results.ts';

/** A phase with the learning rate that was chosen for it, and its result where a trial has it already. */
export interface TunedPhase {
  readonly planned: PlannedPhase;
  readonly copy: (Pick<Performed, 'result' | 'payloads'> & Required<Pick<Performed, 'work'>>) | null;
}

/**
 * Puts the chosen learning rate into a phase. The trials of this very phase have trained it at each rate, so the chosen
 * one's result is the phase's own, bit by bit. Where that is no longer in the store the phase is trained again.
 *
 * @throws ExitbenchError `bad-store` when the choice is gone
 */
export async function tunedPhase({ planned, rate }: Extract<NodeTask, { kind: 'phase' }>, store: Store): Promise<TunedPhase> {
  if (rate === null || planned.phase.kind === 'import') return { planned, copy: null };
  const chosen = await chosenRate(rate.select, store);
  const { phase } = planned;
  const trial = rate.trials.find((t) => t.rate === chosen);
  return {
    planned: { ...planned, phase: { ...phase, optimiser: { ...phase.optimiser, rate: chosen } } },
    copy: trial === undefined ? null : await copyOf(trial.key, store),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

async function chosenRate(select: NodeKey, store: Store): Promise<number> {
  const entry = await store.find(select);
  if (entry === undefined) throw new ExitbenchError('bad-store', 'The choice of a learning rate is not in the store.', { at: select, hint: 'The next run makes it again.' });
  return (entry.result as unknown as SelectStored).rate;
}

async function copyOf(trial: NodeKey, store: Store): Promise<TunedPhase['copy']> {
  const entry = await store.find(trial);
  if (entry === undefined || entry.diverged !== null) return null;
  try {
    return { result: entry.result, work: entry.work, payloads: await payloadsOf(entry, store) };
  } catch (error) {
    if (error instanceof ExitbenchError && error.code === 'bad-store') return null; // damaged: it was set aside
    throw error;
  }
}

async function payloadsOf(entry: Entry, store: Store): Promise<Performed['payloads']> {
  const payloads: { [name: string]: Uint8Array } = {};
  for (const name of Object.keys(entry.payloads)) payloads[name] = await store.read(entry, name);
  return payloads;
}
