import { type WeightValues, known } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { type OwnedTensors, download, upload } from './deviceWeights.ts';
import { EMPTY_HISTORY, type EpochSums, type History, NO_SUMS } from './history.ts';
import { FRESH_STOPPER, type StopperState } from './stopper.ts';

/** All that changes while a phase runs. Its tensors are its own. */
export interface Live {
  step: number;
  weights: OwnedTensors;
  slots: OwnedTensors;
  stopper: StopperState;
  history: History;
  sums: EpochSums;
  best: { readonly score: number; readonly weights: WeightValues } | undefined;
  snapshots: { [step: string]: WeightValues };
}

/**
 * The start of a phase, or where a checkpoint left it.
 *
 * @param used paths of the weights that the phase's pieces have
 * @param identity what a checkpoint must be of
 */
export function begin(
  saved: Uint8Array | undefined, start: WeightValues, used: readonly string[],
  slots: readonly { readonly path: string; readonly shape: readonly number[] }[], identity: string,
): Live {
  if (saved !== undefined) {
    const { weights, slots: slotValues, step, stopper, history, sums, best, snapshots } = decodeCheckpoint(saved, identity);
    return { step, stopper, history, sums, best, snapshots: { ...snapshots }, weights: upload(weights), slots: upload(slotValues) };
  }
  const weights = upload(Object.fromEntries(used.map((path) => [path, known(start[path], `${path} has been drawn`)])));
  const zeros = Object.fromEntries(slots.map(({ path, shape }) => [path, tf.keep(tf.zeros([...shape]))]));
  return { step: 0, stopper: FRESH_STOPPER, history: EMPTY_HISTORY, sums: NO_SUMS, best: undefined, snapshots: {}, weights, slots: zeros };
}

/** Everything in one file, in parts, from which `begin` goes on. */
export async function checkpointParts(live: Live, of: string): Promise<readonly Uint8Array[]> {
  const { step, stopper, history, sums, snapshots, best } = live;
  return encodeCheckpoint({
    step, stopper, history, sums, snapshots, of, ...(best === undefined ? {} : { best }), weights: await download(live.weights), slots: await download(live.slots),
  });
}

/** Keeps the weights when this is one of the steps for it. */
export async function snapshot(live: Live, steps: readonly number[]): Promise<void> {
  const name = String(live.step);
  if (steps.includes(live.step) && live.snapshots[name] === undefined) live.snapshots[name] = await download(live.weights);
}

/** Takes new tensors in and frees those that they replace. */
export function replace(own: OwnedTensors, next: OwnedTensors): void {
  for (const [path, tensor] of Object.entries(next)) {
    own[path]?.dispose();
    own[path] = tensor;
  }
}
