import type { StoredOutputs } from '@exitbench/core';

/** Logits of two classes with this probability for the class. */
function sure(probability: number, of: 0 | 1): readonly number[] {
  const z = Math.log(probability / (1 - probability));
  return of === 0 ? [z, 0] : [0, z];
}

/** Four samples, two exits. Confidences of exit 0: .9, .75, .8, .6; of exit 1: .8, .9, .8, .75. */
export const outputs: StoredOutputs = {
  samples: 4,
  width: 2,
  byExit: [
    Float32Array.from([sure(0.9, 0), sure(0.75, 1), sure(0.8, 1), sure(0.6, 0)].flat()), // right, wrong, right, wrong
    Float32Array.from([sure(0.8, 0), sure(0.9, 0), sure(0.8, 0), sure(0.75, 1)].flat()), // right, right, wrong, right
  ],
};
export const labels = Int32Array.from([0, 0, 1, 1]);
export const costs = { base: 100, exits: [40, 101] };
