import { EventEmitter } from 'node:events';

import { defineDataset } from '@exitbench/core';

import { tinyData } from './tinyData.ts';

/** Says `read` whenever training samples are read: once a step. */
export const reads = new EventEmitter();

/** The tiny data set, watched. */
export const watched = defineDataset({
  ...tinyData,
  id: 'dataset-watched',
  module: import.meta.url,
  async open(files) {
    const splits = await tinyData.open(files);
    const read: typeof splits.train.read = (indices) => {
      reads.emit('read');
      return splits.train.read(indices);
    };
    return { ...splits, train: { ...splits.train, read } };
  },
});
