import { defineDataset } from '@exitbench/core';

import { tinyData } from './tinyData.ts';

/** As the tiny data set but brighter, with fewer training samples and twelve test samples. */
export const brighterData = defineDataset({
  ...tinyData,
  id: 'dataset-brighter',
  module: import.meta.url,
  trainSize: 20,
  testSize: 12,
  async open(files) {
    const { train, validation, test } = await tinyData.open(files);
    const read: typeof test.read = (indices) => ({ image: Float32Array.from(test.read(indices)['image'] ?? [], (value) => value + 1) });
    return { train: { ...train, length: 20, labels: train.labels.slice(0, 20) }, validation, test: { length: 12, labels: test.labels.slice(0, 12), read } };
  },
});
