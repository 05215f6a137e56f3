import { defineDataset } from '@exitbench/core';

import { tinyData } from './tinyData.ts';

/** The tiny data set, whose test split is a trap for whoever trains. */
export const canary = defineDataset({
  ...tinyData,
  id: 'dataset-canary',
  module: import.meta.url,
  async open(files) {
    const splits = await tinyData.open(files);
    const trap = (): never => {
      throw new Error('The test split was touched.');
    };
    return {
      ...splits,
      test: {
        length: splits.test.length,
        get labels() {
          return trap();
        },
        read: trap,
      },
    };
  },
});
