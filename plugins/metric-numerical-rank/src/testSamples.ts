import { type ModelHandle, type Split, stratifiedOrder, subset } from '@exitbench/core';

/** The test samples that are looked at: the same in every cell, each class in proportion. */
export function testSamples({ splits: { test } }: ModelHandle, most: number): Split {
  return subset(test, stratifiedOrder(test.labels, 'numerical-rank/test').slice(0, most));
}
