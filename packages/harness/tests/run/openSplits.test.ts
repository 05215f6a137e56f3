import type { Split, Splits } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { openSplits } from '../../src/run/perform/openSplits.ts';
import { numberedData } from '../support/plugins/numberedData.ts';

const open = (train: number, validation = 10): Promise<Splits> =>
  openSplits({ kind: 'dataset', id: 'dataset-numbered', module: numberedData.module, variant: 'computed', sizes: { train, validation, test: 10 } }, () => {});

/** Where the samples of a split stood in the data set. */
const positions = (split: Split): readonly number[] => [...(split.read(Int32Array.from({ length: split.length }, (_, i) => i))['position'] as Float32Array)];

describe('a part of a split', () => {
  // How samples are chosen is in no key: it must not change unless the revision of the contracts does.
  it('is these samples, in this order', async () => {
    const { train, validation } = await open(15, 5);
    expect(positions(train)).toEqual([3, 9, 25, 19, 28, 16, 7, 23, 8, 10, 14, 29, 24, 5, 6]);
    expect(positions(validation)).toEqual([2, 5, 8, 1, 3]);
  });

  it('has the classes in proportion: 10 of 20, 3 of 6, 2 of 4', async () => {
    const { train } = await open(15);
    expect([0, 1, 2].map((c) => [...train.labels].filter((label) => label === c).length)).toEqual([10, 3, 2]);
    expect(positions(train).map((p) => (p < 20 ? 0 : p < 26 ? 1 : 2))).toEqual([...train.labels]);
  });

  it('is the beginning of a larger one, and the whole as it is', async () => {
    const [small, large, whole] = await Promise.all([open(6), open(15), open(30)]);
    expect(positions(large.train).slice(0, 6)).toEqual(positions(small.train));
    expect(positions(whole.train)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });
});
