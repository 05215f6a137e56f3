import { type CellView, type Split, known } from '@exitbench/core';
import { networkCell } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

interface Result {
  readonly samples: number;
  readonly threshold: number;
  readonly limit: number | null;
  readonly rank: readonly number[];
  readonly stableRank: readonly number[];
  readonly sizes: { readonly cap: readonly number[]; readonly features: readonly number[]; readonly of: readonly number[] };
}
const compute = async (cell: CellView, params: Partial<{ samples: number; features: number; threshold: number }> = {}): Promise<Result> =>
  (await plugin.compute([cell], { samples: 2000, features: 2000, threshold: 1e-3, ...params })) as unknown as Result;

/** A cell whose blocks all hand on the same made-up row for each test sample; `seen` has the test samples that were forwarded. */
async function made(labels: Int32Array, row: (sample: number) => readonly number[]): Promise<{ readonly cell: CellView; readonly seen: Split[] }> {
  const { handle, ...cell } = await networkCell('classification', 1);
  const test: Split = { length: labels.length, labels, read: (indices) => ({ sample: Float32Array.from(indices) }) };
  const seen: Split[] = [];
  const forward: typeof handle.forward = async (_, source, options = {}) => {
    seen.push(source);
    const values = Float32Array.from([...known(source.read(Int32Array.from({ length: source.length }, (__, i) => i))['sample'], 'the one port')].flatMap(row));
    return { exits: {}, taps: Object.fromEntries((options.taps ?? []).map((block) => [block, values])) };
  };
  return { cell: { ...cell, handle: { ...handle, splits: { ...handle.splits, test }, forward } }, seen };
}

/** Samples 2j and 2j + 1 lie at plus and minus the root of a number on axis j: eigenvalues are in the ratio of the numbers. */
const onAxes = (numbers: readonly number[]) => made(new Int32Array(2 * numbers.length), (s) => numbers.map((v, j) => (Math.floor(s / 2) === j ? (s % 2 === 0 ? 1 : -1) * Math.sqrt(v) : 0)));

describe('the threshold', () => {
  it('is the share of the largest eigenvalue above which one counts, as given', async () => {
    const { cell } = await onAxes([1, 0.1, 0.01, 0.0011, 0.0001]);
    const found = await compute(cell);
    // On singular values of the data the cut would be √0.001 = 0.032, of 1, 0.32, 0.1, 0.033, 0.01; on these eigenvalues that leaves two.
    expect([found.threshold, found.rank]).toEqual([0.001, [4, 4, 4]]);
    expect((await compute(cell, { threshold: 0.05 })).rank).toEqual([2, 2, 2]);
    expect((await compute(cell, { threshold: 0.5 })).rank).toEqual([1, 1, 1]);
    expect((await compute(cell, { threshold: 1e-5 })).rank).toEqual([5, 5, 5]);
    // The other summaries know none.
    expect(found.stableRank).toEqual([1, 2, 3].map(() => expect.closeTo(1.1112, 4)));
    expect((await compute(cell, { threshold: 0.5 })).stableRank).toEqual(found.stableRank);
  });
});

describe('what this engine can take', () => {
  it('is 512 samples', async () => {
    const { cell, seen } = await made(new Int32Array(600), (s) => [s % 2, s % 3]);
    const { samples, limit, sizes, rank } = await compute(cell);
    expect([samples, limit]).toEqual([512, 512]);
    expect(sizes).toEqual({ cap: [2, 2, 2], features: [2, 2, 2], of: [2, 2, 2] });
    expect(rank).toEqual([2, 2, 2]);
    expect(seen.map((s) => s.length)).toEqual(seen.map(() => 512));
  });

  it('is 512 features', async () => {
    // Sample s is 1 at place s and 0 elsewhere: whoever took the first 512 of 600 would see all of 60 samples.
    const { cell } = await made(new Int32Array(60), (s) => Array.from({ length: 600 }, (_, j) => Number(j === 10 * s)));
    const { samples, sizes, rank } = await compute(cell);
    expect(samples).toBe(60);
    expect(sizes).toEqual({ cap: [59, 59, 59], features: [512, 512, 512], of: [600, 600, 600] });
    known(rank, 'one a block').forEach((r) => expect(r).toBeLessThan(60));
  });
});

describe('samples', () => {
  it('are of each class in proportion', async () => {
    // 300 of class 0, then 200 of class 1, then 100 of class 2: a tenth of each.
    const labels = Int32Array.from({ length: 600 }, (_, i) => (i < 300 ? 0 : i < 500 ? 1 : 2));
    const { cell, seen } = await made(labels, (s) => [s, s % 7]);
    expect((await compute(cell, { samples: 60 })).samples).toBe(60);
    const classes = [...known(seen[0], 'forwarded').labels];
    expect([0, 1, 2].map((c) => classes.filter((label) => label === c).length)).toEqual([30, 20, 10]);
  });
});
