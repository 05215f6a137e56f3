import { type DataFile, type Dataset, type Split, type Splits, defineDataset } from '@exitbench/core';

import type { CheckId } from '../checks.ts';
import { checkDataset } from '../dataset.ts';
import type { Mutant } from './mutant.ts';

const file: DataFile = { name: 'a.bin', urls: ['https://example.org/a.bin'], sha256: 'a'.repeat(64), bytes: 1 };
const variants = (change: object = {}): Dataset['variants'] => ({ official: { title: 'official', files: [{ ...file, ...change }] } });

/** Six numbers a sample, of a file that is never read; each mutant changes one thing. */
const sound: Dataset = defineDataset({
  id: 'dataset-sound', module: import.meta.url, revision: 1, title: 'sound', description: 'Six numbers a sample.', citation: 'None: a test.', params: {},
  modality: 'vector', task: { kind: 'classification', classes: 3 }, input: [{ name: 'x', shape: [2, 3], dtype: 'float32' }],
  trainSize: 12, validationSize: 6, testSize: 5, variants: variants(), augmentations: [], licence: 'CC0-1.0',
  prepare: async (context) => ({ samples: await context.download(file) }),
  open: () => Promise.resolve(soundSplits()),
});

type Open = () => Splits;

const twin = (): ReturnType<Mutant['twin']> => checkDataset(sound, { open: () => Promise.resolve(soundSplits()) });
const declared = (check: CheckId<'dataset'>, name: string, change: Partial<Dataset>): Mutant<'dataset'> =>
  ({ kind: 'dataset', check, name, twin, findings: () => checkDataset({ ...sound, ...change }, { open: () => Promise.resolve(soundSplits()) }) });
/** Other splits; `make` may keep count from one opening to the next. */
const opened = (check: CheckId<'dataset'>, name: string, make: () => Open, also: readonly CheckId<'dataset'>[] = []): Mutant<'dataset'> => ({
  kind: 'dataset', check, also, name, twin,
  findings() {
    const open = make();
    return checkDataset(sound, { open: () => Promise.resolve(open()) });
  },
});
const train = (check: CheckId<'dataset'>, name: string, change: (train: Split) => Partial<Split>, also: readonly CheckId<'dataset'>[] = []): Mutant<'dataset'> =>
  opened(check, name, () => () => withTrain(change), also);

export const DATASET_MUTANTS: readonly Mutant<'dataset'>[] = [
  declared('licence', 'names no licence', { licence: '' }),
  declared('input', 'has no inputs', { input: [] }),
  declared('input', 'has two inputs of one name', { input: [...sound.input, ...sound.input] }),
  declared('input', 'has an empty axis', { input: [{ name: 'x', shape: [0, 3], dtype: 'float32' }] }),
  declared('sizes', 'declares no test split', { testSize: 0 }),
  declared('sizes', 'declares half a sample', { trainSize: 11.5 }),
  declared('sizes', 'declares more than it has', { trainSize: 13 }),
  declared('task', 'has one class', { task: { kind: 'classification', classes: 1 } }),
  declared('task', 'has an empty range', { task: { kind: 'regression', range: [1, 1] } }),
  declared('augmentations', 'asks for an augmentation that does not exist', { augmentations: ['mixup' as 'flip'] }),
  declared('variants', 'has no variant', { variants: {} }),
  declared('variants', 'has a file that is not pinned', { variants: variants({ sha256: '' }) }),
  declared('variants', 'has a file in a folder', { variants: variants({ name: '../a.bin' }) }),
  declared('variants', 'has a file of less than no bytes', { variants: variants({ bytes: -1 }) }),
  declared('variants', 'has two files of one name', { variants: { official: { title: 'official', files: [file, file] } } }),
  declared('variants', 'has a variant without a title', { variants: { official: { title: '', files: [file] } } }),
  declared('variants', 'has a file of no source', { variants: variants({ urls: [] }) }),
  declared('digest', 'asks for another digest than it pins', { prepare: async (context) => ({ samples: await context.download({ ...file, sha256: 'b'.repeat(64) }) }) }),
  declared('digest', 'accepts a file of a wrong digest', { prepare: async (context) => ({ samples: await context.download(file).catch(() => '/prepared/a.bin') }) }),
  declared('digest', 'goes on without its second file where that is refused', {
    variants: { official: { title: 'official', files: [file, { ...file, name: 'b.bin' }] } },
    async prepare(context) {
      const samples = await context.download(file);
      return { samples, more: await context.download({ ...file, name: 'b.bin' }).catch(() => samples) };
    },
  }),
  declared('digest', 'brings a file of its own', { prepare: () => Promise.resolve({ samples: '/elsewhere/a.bin' }) }),
  train('sizes', 'has fewer samples than it declares', () => ({ length: 11, labels: classes(11) })),
  train('labels', 'has too few labels', (t) => ({ labels: t.labels.slice(1) })),
  train('labels', 'has labels out of range', (t) => ({ labels: t.labels.map((c) => c + 1) })),
  train('labels', 'has classes that are floats', (t) => ({ labels: Float32Array.from(t.labels) })),
  train('labels', 'has no sample of a class', (t) => ({ labels: t.labels.map((c) => Math.min(c, 1)) })),
  train('finite', 'has an infinite value', (t) => ({ read: (indices) => ({ x: valuesOf(t, indices).map((v) => (v === 20 ? Infinity : v)) }) })),
  train('disjoint', 'trains on a test sample', (t) => ({ read: (indices) => t.read(Array.from(indices, (i) => (i === 3 ? 18 : i))) })),
  opened('disjoint', 'validates on its last training sample', () => () => ({ ...soundSplits(), validation: split(11, 6) })),
  train('ports', 'calls its port otherwise', (t) => ({ read: (indices) => ({ y: valuesOf(t, indices) }) })),
  train('dtype', 'gives integers for floats', (t) => ({ read: (indices) => ({ x: Int32Array.from(valuesOf(t, indices)) }) })),
  train('shape', 'gives a value too few', (t) => ({ read: (indices) => ({ x: valuesOf(t, indices).slice(1) }) })),
  train('shape', 'gives a sample where none is asked for', (t) => ({ read: (indices) => t.read(indices.length === 0 ? [0] : indices) })),
  opened('new-arrays', 'shares an array between reads', () => {
    const shared = new Float32Array(12 * 6);
    return () => withTrain((t) => ({
      read(indices) {
        const x = shared.subarray(0, indices.length * 6);
        x.set(valuesOf(t, indices));
        return { x };
      },
    }));
  }),
  train('permuted', 'reads in an order of its own', (t) => ({ read: (indices) => t.read(Array.from(indices).toSorted((a, b) => a - b)) }), ['positions', 'new-arrays']),
  train('positions', 'understands lists only', (t) => ({ read: (indices) => t.read(Array.isArray(indices) ? indices : Array.from(indices, () => 0)) })),
  opened('fixed', 'is in another order at each opening', () => {
    let openings = 0;
    return () => (openings++ === 0 ? soundSplits() : withTrain((t) => ({ read: (indices) => t.read(Array.from(indices, (i) => 11 - i)) })));
  }),
  opened('random', 'is shuffled by Math.random', () => {
    // Constant while the platform's generator is in place, so that only a replaced one shows it.
    const platform = Math.random;
    return () => (Math.random === platform ? soundSplits() : withTrain((t) => ({ labels: t.labels.map((c) => (c + Math.floor(Math.random() * 3)) % 3) })));
  }),
];

// ---------------------------------------------------------------------------------------------------------------------

function classes(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i % 3);
}

/** Sample i of a split that starts at `first` is the numbers 6·(first + i) …, of class i mod 3. */
function split(first: number, length: number): Split {
  const read: Split['read'] = (indices) => ({ x: Float32Array.from({ length: indices.length * 6 }, (_, k) => 6 * (first + (indices[Math.floor(k / 6)] ?? 0)) + (k % 6)) });
  return { length, labels: classes(length), read };
}

function soundSplits(): Splits {
  return { train: split(0, 12), validation: split(12, 6), test: split(18, 5) };
}

function withTrain(change: (train: Split) => Partial<Split>): Splits {
  const splits = soundSplits();
  return { ...splits, train: { ...splits.train, ...change(splits.train) } };
}

function valuesOf(from: Split, indices: ArrayLike<number>): Float32Array {
  return Float32Array.from(from.read(indices)['x'] ?? []);
}
