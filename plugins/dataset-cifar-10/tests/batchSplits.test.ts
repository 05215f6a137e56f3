import type { Dataset, Splits } from '@exitbench/core';
import { checkDataset } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { batchSplits } from '../src/batchSplits.ts';
import { plugin } from '../src/index.ts';
import { batch, record } from './records.ts';

/** Six files of 20 records: classes in turn, and grey images of which no two are alike unless `first` repeats. */
const made = (first: number): ReturnType<typeof batch> =>
  batch(...Array.from({ length: 20 }, (_, i) => record(i % 10, (_channel, place) => ((first + i) * (place + 1)) % 251)));

const open = (test = 100) => (): Promise<Splits> =>
  Promise.resolve(batchSplits({ train: [0, 20, 40, 60, 80].map(made), test: made(test), records: 20, validation: 10, stream: 'dataset-cifar-10/validation' }));

/** The data set, with small files in place of the official ones. */
const small: Dataset = { ...plugin, trainSize: 90, validationSize: 10, testSize: 20 };

it('conforms on small files', async () => {
  expect(await checkDataset(small, { open: open() })).toEqual([]);
});

it('is caught when a test image is a training image', async () => {
  // The last of the test file repeats the first of the training files.
  const findings = await checkDataset(small, { open: open(-19) });
  expect(findings.map((f) => f.check)).toEqual(['disjoint']);
});

it('takes as many of each class for validation, and leaves the rest in its order', async () => {
  const { train, validation, test } = await open()();
  const counts = (labels: ArrayLike<number>): readonly number[] => Array.from({ length: 10 }, (_, c) => Array.from(labels).filter((l) => l === c).length);
  expect(counts(validation.labels)).toEqual(Array(10).fill(1));
  expect(counts(train.labels)).toEqual(Array(10).fill(9));
  expect(Array.from(test.labels)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
