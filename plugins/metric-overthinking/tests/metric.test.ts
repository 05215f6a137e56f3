import { type CellView, paramsSchema } from '@exitbench/core';
import { testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

testMetric(plugin);

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

interface Result {
  readonly overthinking: { readonly numbers: { readonly [name: string]: readonly number[] } };
  readonly confusion: { readonly splits: readonly string[]; readonly numbers: { readonly [name: string]: readonly number[] } };
  readonly hindsight: { readonly exits: readonly string[]; readonly improvability: readonly number[] };
  readonly first: { readonly shares: readonly number[]; readonly never: number };
}

/** Two classes, the label is always 0: logits of [z, 0] are right where z > 0. Three exits; a row is an exit. */
const logits = (...byExit: readonly (readonly number[])[]) => ({
  samples: byExit[0]?.length ?? 0, width: 2, byExit: byExit.map((z) => Float32Array.from(z.flatMap((v) => [v, 0]))),
});
const cellOf = (test: ReturnType<typeof logits>, validation = test): CellView => ({
  task: { kind: 'classification', classes: 2 }, exits: [{ name: 'block0' }, { name: 'block1' }, { name: 'classifier' }], costs: { base: 100, exits: [40, 70, 110] },
  phases: [], budget: { macs: 1 }, outputs: { test, validation }, labels: { test: new Int32Array(test.samples), validation: new Int32Array(validation.samples) },
});
const compute = (cell: CellView): Result => plugin.compute([cell], {}) as unknown as Result;

describe('metric-overthinking', () => {
  // Samples: right everywhere; right, then wrong to the end; wrong, right, wrong; right only at last; never; right, wrong, right.
  const made = logits([1, 1, -1, -1, -1, 1], [1, -1, 1, -1, -1, -1], [1, -1, -1, 1, -1, 1]);

  it('counts the shares that were made by hand', () => {
    const { overthinking, first, hindsight } = compute(cellOf(made));
    // The last exit has errors 1, 2, 4; an earlier one had got 1 and 2 right. Before the last: 0, 1, 5 at the first exit, 2 at the second.
    expect(overthinking.numbers['destructive']?.[0]).toBeCloseTo(2 / 3, 14);
    expect(overthinking.numbers['wasteful']?.[0]).toBeCloseTo(4 / 6, 14);
    expect(overthinking.numbers['never']?.[0]).toBeCloseTo(1 / 6, 14);
    // (3 · 40 + 70 + 110, and 110 for the sample that is never right) / 6 / 100.
    expect(overthinking.numbers['cost']?.[0]).toBeCloseTo(410 / 600, 14);
    expect(first.shares).toEqual([3 / 6, 1 / 6, 1 / 6]);
    expect(first.never).toBe(1 / 6);
    // Nobody is before the first exit. The second has errors 1, 3, 4, 5, of which the first knew 1 and 5.
    expect(hindsight).toEqual({ exits: ['block0', 'block1', 'classifier'], improvability: [0, 0.5, 2 / 3] });
  });

  it('reads the samples of each split', () => {
    const { overthinking } = compute(cellOf(made, logits([1, 1], [1, 1], [1, -1])));
    expect(overthinking.numbers['destructive']).toEqual([2 / 3, 1]);
    expect(overthinking.numbers['wasteful']).toEqual([4 / 6, 1]);
  });

  it('destroys nothing where the last exit knows all that any does', () => {
    // What is right stays right: wasteful, and never destructive.
    const { overthinking, hindsight } = compute(cellOf(logits([1, -1, -1], [1, 1, -1], [1, 1, -1])));
    expect(overthinking.numbers['destructive']?.[0]).toBe(0);
    expect(overthinking.numbers['wasteful']?.[0]).toBeCloseTo(2 / 3, 14);
    expect(hindsight.improvability).toEqual([0, 0, 0]);
  });

  it('leaves out what has no errors, or no right answers to tell them from', () => {
    const { overthinking, hindsight, confusion } = compute(cellOf(logits([1, -1], [1, 1], [1, 1])));
    expect(overthinking.numbers['destructive']?.[0]).toBe(0);
    expect(hindsight).toEqual({ exits: ['block0'], improvability: [0] });
    expect(confusion.splits).toEqual([]);
  });

  it('finds errors by disagreement', () => {
    // Logits ln 3 and −ln 3: probabilities 3/4 and 1/4, so an exit that differs from the last adds |3/4 − 1/4| · 2 = 1.
    const z = Math.log(3);
    const { confusion } = compute(cellOf(logits([z, z, -z, z], [z, -z, z, z], [z, z, -z, -z])));
    // Confusion 0, 1 (right), 1, 2 (wrong): pairs 1, ½, 1, 1 of 4. Mean 1, deviation √½.
    expect(confusion.splits).toEqual(['test', 'validation']);
    expect(confusion.numbers['auroc']?.[0]).toBe(0.875);
    expect(confusion.numbers['right']?.[0]).toBeCloseTo(-0.5 / Math.sqrt(0.5), 6);
    expect(confusion.numbers['wrong']?.[0]).toBeCloseTo(0.5 / Math.sqrt(0.5), 6);
    // The same errors, and the disagreement with right answers instead.
    const opposite = compute(cellOf(logits([-z, -z, -z, -z], [-z, -z, -z, -z], [z, z, -z, -z])));
    expect(opposite.confusion.numbers['auroc']?.[0]).toBe(0);
  });

  it('measures disagreement on test by its mean and deviation on validation', () => {
    const z = Math.log(3);
    // Validation: confusion 0, 1, 1, 2 as above, mean 1 and deviation √½. Test: 0, 2 (right), 1, 2 (wrong), of mean 5/4.
    const validation = logits([z, z, -z, z], [z, -z, z, z], [z, z, -z, -z]);
    const { confusion } = compute(cellOf(logits([z, -z, -z, z], [z, -z, z, z], [z, z, -z, -z]), validation));
    expect(confusion.splits).toEqual(['test', 'validation']);
    expect(confusion.numbers['right']).toEqual([expect.closeTo(0, 6), expect.closeTo(-0.5 / Math.sqrt(0.5), 6)]);
    expect(confusion.numbers['wrong']).toEqual([expect.closeTo(0.5 / Math.sqrt(0.5), 6), expect.closeTo(0.5 / Math.sqrt(0.5), 6)]);
    // Pairs of a wrong and a right answer, test: 1 > 0, 1 < 2, 2 > 0, 2 = 2. Validation: 1 > 0, 1 = 1, 2 > 0, 2 > 1.
    expect(confusion.numbers['auroc']).toEqual([0.625, 0.875]);
  });

  it('takes the outputs and the labels of each split', () => {
    // Test, label 0: all exits know both samples. Validation, label 1: of three samples the first exit alone knows the first.
    const cell = cellOf(logits([1, 1], [1, 1], [1, 1]), logits([-1, 1, 1], [1, 1, 1], [1, 1, 1]));
    const { overthinking, first } = compute({ ...cell, labels: { test: Int32Array.of(0, 0), validation: Int32Array.of(1, 1, 1) } });
    expect(overthinking.numbers['never']).toEqual([0, expect.closeTo(2 / 3, 14)]);
    expect(overthinking.numbers['wasteful']).toEqual([1, expect.closeTo(1 / 3, 14)]);
    expect(overthinking.numbers['destructive']).toEqual([0, expect.closeTo(1 / 3, 14)]);
    // On test.
    expect(first).toEqual({ shares: [1, 0, 0], never: 0 });
  });

  it('refuses values', () => {
    const values: CellView = { ...cellOf(made), task: { kind: 'regression', range: [0, 1] }, labels: { test: new Float32Array(6), validation: new Float32Array(6) } };
    expect(() => compute(values)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
