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

describe('a declaration is caught', () => {
  const file = { name: 'a.bin', urls: ['https://example.org/a.bin'], sha256: 'a'.repeat(64), bytes: 1 };
  const variant = (change: object): Partial<Dataset> => ({ variants: { official: { title: 'official', files: [{ ...file, ...change }] } } });

  it.each<[string, Partial<Dataset>, string]>([
    ['without a licence', { licence: '' }, 'licence'],
    ['without inputs', { input: [] }, 'input'],
    ['with two inputs of one name', { input: [...BASE.input, ...BASE.input] }, 'input'],
    ['with an empty axis', { input: [{ name: 'x', shape: [0, 3], dtype: 'float32' }] }, 'input'],
    ['without a test split', { testSize: 0 }, 'sizes'],
    ['with half a sample', { trainSize: 11.5 }, 'sizes'],
    ['of one class', { task: { kind: 'classification', classes: 1 } }, 'task'],
    ['of an empty range', { task: { kind: 'regression', range: [1, 1] } }, 'task'],
    ['without variants', { variants: {} }, 'variants'],
    ['with a file that is not pinned', variant({ sha256: '' }), 'variants'],
    ['with a file in a folder', variant({ name: '../a.bin' }), 'variants'],
    ['with a file of no source', variant({ urls: [] }), 'variants'],
    ['with a file of no size', variant({ bytes: Number.NaN }), 'variants'],
  ])('%s', async (_, change, check) => {
    expect(await checksOf({ ...BASE, ...change })).toEqual([check]);
  });

  it('and one that is right is not', async () => {
    expect(await checksOf({ ...BASE, ...variant({}) })).toEqual([]);
  });
});

describe('a split is caught', () => {
  const infinite = (train: Split): Partial<Split> => ({
    read: (indices) => ({ x: (train.read(indices)['x'] as Float32Array).map((v) => (v === 20 ? Infinity : v)) }),
  });

  it.each<[string, () => Splits, string]>([
    ['that is shorter than declared', withTrain(() => ({ length: 11, labels: Int32Array.from({ length: 11 }, (_, i) => i % 3) })), 'sizes'],
    ['with too few labels', withTrain((t) => ({ labels: t.labels.slice(1) })), 'labels'],
    ['with a class that does not exist', withTrain((t) => ({ labels: t.labels.map((c) => c + 1) })), 'labels'],
    ['with float classes', withTrain((t) => ({ labels: Float32Array.from(t.labels) })), 'labels'],
    ['that lacks a class', withTrain((t) => ({ labels: t.labels.map((c) => Math.min(c, 1)) })), 'labels'],
    ['with an infinite value', withTrain(infinite), 'finite'],
    ['that holds a test sample', withTrain((t) => ({ read: (indices) => t.read(Array.from(indices, (i) => (i === 3 ? 18 : i))) })), 'disjoint'],
    ['that calls its port otherwise', withTrain((t) => ({ read: (indices) => ({ y: t.read(indices)['x'] ?? new Float32Array(0) }) })), 'ports'],
    ['that gives integers for floats', withTrain((t) => ({ read: (indices) => ({ x: Int32Array.from(t.read(indices)['x'] ?? []) }) })), 'dtype'],
    ['that gives a value too few', withTrain((t) => ({ read: (indices) => ({ x: (t.read(indices)['x'] ?? new Float32Array(0)).slice(1) }) })), 'shape'],
  ])('%s', async (_, open, check) => {
    expect(new Set(await checksOf(BASE, open))).toEqual(new Set([check]));
  });

  it('that shares an array between reads', async () => {
    const shared = new Float32Array(12 * 6);
    const open = withTrain((t) => ({
      read: (indices) => {
        const x = shared.subarray(0, indices.length * 6);
        x.set(t.read(indices)['x'] ?? []);
        return { x };
      },
    }));
    expect(await checksOf(BASE, open)).toEqual(['new-arrays']);
  });

  it('that gives out its own memory', async () => {
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

  it('that reads samples in an order of its own', async () => {
    expect(await checksOf(BASE, withTrain((t) => ({ read: (indices) => t.read(Array.from(indices).toSorted((a, b) => a - b)) })))).toContain('permuted');
  });

  it('that understands lists only', async () => {
    expect(await checksOf(BASE, withTrain((t) => ({ read: (indices) => t.read(Array.isArray(indices) ? indices : Array.from(indices, () => 0)) })))).toContain('positions');
  });
});

describe('splits are caught', () => {
  it('that come in another order the second time', async () => {
    let opened = 0;
    const open = (): Splits => (opened++ === 0 ? rightSplits() : withTrain((t) => ({ read: (indices) => t.read(Array.from(indices, (i) => 11 - i)) }))());
    expect(await checksOf(BASE, open)).toEqual(['fixed']);
  });

  it('whose labels change the second time', async () => {
    let opened = 0;
    const open = (): Splits => (opened++ === 0 ? rightSplits() : withTrain((t) => ({ labels: t.labels.toReversed() }))());
    expect(await checksOf(BASE, open)).toEqual(['fixed']);
  });

  it('that depend on Math.random', async () => {
    // Constant while the platform's generator is in place, so that only a replaced one shows it.
    const platform = Math.random;
    const open = (): Splits => (Math.random === platform ? rightSplits() : withTrain((t) => ({ labels: t.labels.map((c) => (c + Math.floor(Math.random() * 3)) % 3) }))());
    expect(await checksOf(BASE, open)).toEqual(['random']);
    expect(Math.random).toBe(platform);
  });
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
