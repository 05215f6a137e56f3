import type { Tensor } from '@tensorflow/tfjs-core';

/** All axes but the last: those that a norm over channels averages. */
export function leadingAxes(x: Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}
