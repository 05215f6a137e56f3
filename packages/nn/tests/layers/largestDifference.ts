import type { Tensor } from '@tensorflow/tfjs-core';

/** Between a tensor and the numbers expected of it; infinite where their counts differ or a value is not a number. */
export function largestDifference(actual: Tensor, expected: readonly number[]): number {
  const values = [...actual.dataSync()];
  if (values.length !== expected.length) return Number.POSITIVE_INFINITY;
  return values.reduce((worst, value, i) => {
    const difference = Math.abs(value - (expected[i] ?? Number.NaN));
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  }, 0);
}
