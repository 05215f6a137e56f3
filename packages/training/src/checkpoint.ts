import { ExitbenchError, type WeightValues } from '@exitbench/core';

import { bundleParts, decodeBundle } from './safetensors.ts';
import type { EpochSums, History } from './history.ts';
import type { StopperState } from './stopper.ts';

/** Everything that a phase needs to go on as if it had never stopped. Random streams are functions of the step. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  readonly weights: WeightValues;
  readonly slots: WeightValues;
  readonly stopper: StopperState;
  readonly history: History;
  /** Losses of the epoch that is under way. */
  readonly sums: EpochSums;
  /** The best weights so far and their score, with `restore: 'best'`. */
  readonly best?: { readonly score: number; readonly weights: WeightValues };
  /** Weights kept so far, by step. */
  readonly snapshots: { readonly [step: string]: WeightValues };
  /** Digest of what is being trained; a checkpoint of something else is refused. */
  readonly of: string;
}

/**
 * One file in parts: all tensors under prefixed names, the rest as JSON beside them. The parts are views on the tensors' values: a
 * checkpoint of a large network is not held twice.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): readonly Uint8Array[] {
  const { step, stopper, history, sums, of } = checkpoint;
  const values = {
    ...prefixed('weights', checkpoint.weights),
    ...prefixed('slots', checkpoint.slots),
    ...(checkpoint.best === undefined ? {} : prefixed('best', checkpoint.best.weights)),
    ...Object.assign({}, ...Object.entries(checkpoint.snapshots).map(([s, w]) => prefixed(`snapshot-${s}`, w))) as WeightValues,
  };
  const state = { step, stopper, history, sums, of, score: checkpoint.best?.score ?? null, snapshots: Object.keys(checkpoint.snapshots) };
  return bundleParts({ values, notes: { state: JSON.stringify(state) } });
}

/** @throws ExitbenchError `bad-data` when the bytes are not whole or belong to something else than `of`. */
export function decodeCheckpoint(bytes: Uint8Array, of: string): Checkpoint {
  const { values, notes } = decodeBundle(bytes, 'checkpoint');
  const state = JSON.parse(notes['state'] ?? '{}') as Omit<Checkpoint, 'weights' | 'slots' | 'best' | 'snapshots'> & { score: number | null; snapshots: string[] };
  if (state.of !== of) {
    throw new ExitbenchError('bad-data', 'The checkpoint belongs to another phase.', { at: 'checkpoint', hint: 'Delete it; the phase starts anew.' });
  }
  const { step, stopper, history, sums, score } = state;
  return {
    step, stopper, history, sums, of,
    weights: unprefixed('weights', values),
    slots: unprefixed('slots', values),
    ...(score === null ? {} : { best: { score, weights: unprefixed('best', values) } }),
    snapshots: Object.fromEntries(state.snapshots.map((s) => [s, unprefixed(`snapshot-${s}`, values)])),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function prefixed(prefix: string, values: WeightValues): WeightValues {
  return Object.fromEntries(Object.entries(values).map(([path, value]) => [`${prefix}:${path}`, value]));
}

function unprefixed(prefix: string, values: WeightValues): WeightValues {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => name.startsWith(`${prefix}:`)).map(([name, value]) => [name.slice(prefix.length + 1), value]),
  );
}
