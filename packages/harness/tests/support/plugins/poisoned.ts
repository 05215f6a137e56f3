import { defineDataset } from '@exitbench/core';

import { tinyData } from './tinyData.ts';

/** The tiny data set with the test labels turned round. */
export const poisoned = defineDataset({
  ...tinyData,
  id: 'dataset-poisoned',
  module: import.meta.url,
  async open(files) {
    const splits = await tinyData.open(files);
    return { ...splits, test: { ...splits.test, labels: Int32Array.from(splits.test.labels, (label) => 1 - label) } };
  },
});
