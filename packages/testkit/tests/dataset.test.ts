import { type Dataset, type Split, type Splits, defineDataset } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { checkDataset } from '../src/index.ts';

const BASE = defineDataset({
  id: 'dataset-fixture', module: import.meta.url, revision: 1, title: 'Fixture', description: 'Six numbers a sample.', citation: 'None: made up.', params: {},
  modality: 'vector', task: { kind: 'classification', classes: 3 }, input: [{ name: 'x', shape: [2, 3], dtype: 'float32' }],
  trainSize: 12, validationSize: 6, testSize: 5,
  variants: { computed: { title: 'computed', files: [] } },
  augmentations: [], licence: 'CC0-1.0', prepare: () => Promise.resolve({}), open: () => Promise.resolve(rightSplits()),
});

/** Sample i of a split that starts at `first` is the numbers 6·(first + i) …, of class i mod 3. */
function rightSplit(first: number, length: number): Split {
  return {
    length,
    labels: Int32Array.from({ length }, (_, i) => i % 3),
    read: (indices) => ({ x: Float32Array.from({ length: indices.length * 6 }, (_, k) => 6 * (first + (indices[Math.floor(k / 6)] ?? 0)) + (k % 6)) }),
  };
}

function rightSplits(): Splits {
  return { train: rightSplit(0, 12), validation: rightSplit(12, 6), test: rightSplit(18, 5) };
}

async function checksOf(dataset: Dataset, open: () => Splits = rightSplits, duplicates = 0): Promise<readonly string[]> {
  const findings = await checkDataset(dataset, { open: () => Promise.resolve(open()), duplicates });
  return findings.map((f) => f.check);
}

const withTrain = (change: (train: Split) => Partial<Split>) => (): Splits => {
  const splits = rightSplits();
  return { ...splits, train: { ...splits.train, ...change(splits.train) } };
};

it('a right data set has no findings', async () => {
  expect(await checksOf(BASE)).toEqual([]);
});

it('regression has float labels within its range', async () => {
  const regression: Dataset = { ...BASE, task: { kind: 'regression', range: [0, 2] } };
  const open = (): Splits => {
    const { train, validation, test } = rightSplits();
    const values = (s: Split): Split => ({ ...s, labels: Float32Array.from(s.labels) });
    return { train: values(train), validation: values(validation), test: values(test) };
  };
  expect(await checksOf(regression, open)).toEqual([]);
  expect(await checksOf(regression)).toEqual(['labels', 'labels', 'labels']);
});

it('a data set that gives out its own memory is caught', async () => {
  const memory = new Map<string, { readonly x: Float32Array }>();
  const open = withTrain((t) => ({
    read: (indices) => {
      const key = Array.from(indices).join();
      const known = memory.get(key) ?? { x: t.read(indices)['x'] as Float32Array };
      memory.set(key, known);
      return known;
    },
  }));
  expect(await checksOf(BASE, open)).toContain('new-arrays');
});

describe('official duplicates', () => {
  const open = withTrain((t) => ({ read: (indices) => t.read(Array.from(indices, (i) => (i === 3 ? 18 : i))) }));

  it('are allowed in the number that is said', async () => {
    expect(await checksOf(BASE, open, 1)).toEqual([]);
  });

  it('are caught when fewer are there', async () => {
    expect(await checksOf(BASE, rightSplits, 1)).toEqual(['disjoint']);
  });
});
