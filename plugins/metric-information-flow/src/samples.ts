import { type Split, stratifiedOrder, subset } from '@exitbench/core';

/** Some samples of a part, the same in every cell, each class in proportion; all where there are no more. */
export function someOf(split: Split, part: 'test' | 'train', most: number): Split {
  return subset(split, stratifiedOrder(split.labels, `information-flow/${part}`).slice(0, most));
}
