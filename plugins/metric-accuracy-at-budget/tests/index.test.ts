import type { CellView, StoredOutputs } from '@exitbench/core';
import { arbitraryCell, testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

/** Logits of two classes with this probability for the class. */
const sure = (probability: number, of: 0 | 1): readonly number[] => {
  const z = Math.log(probability / (1 - probability));
  return of === 0 ? [z, 0] : [0, z];
};
const outputs: StoredOutputs = {
  samples: 4, width: 2,
  byExit: [
    Float32Array.from([sure(0.9, 0), sure(0.75, 1), sure(0.8, 1), sure(0.6, 0)].flat()), // right, wrong, right, wrong
    Float32Array.from([sure(0.8, 0), sure(0.9, 0), sure(0.8, 0), sure(0.75, 1)].flat()), // right, right, wrong, right
  ],
};
const labels = Int32Array.of(0, 0, 1, 1);
const cell: CellView = {
  task: { kind: 'classification', classes: 2 }, exits: [{ name: 'block0' }, { name: 'classifier' }], costs: { base: 100, exits: [40, 101] },
  phases: [], budget: { macs: 1 }, outputs: { validation: outputs, test: outputs }, labels: { validation: labels, test: labels },
};

interface Result {
  readonly levels: readonly { readonly level: number | 'max'; readonly threshold: number | null; readonly score: number | null; readonly cost: number | null }[] | null;
  readonly curve: { readonly cost: readonly number[]; readonly score: readonly number[]; readonly split: string };
  readonly quantity: string;
}
const compute = (view: CellView, params: Partial<{ mode: 'val' | 'paper'; fallback: 'final' | 'most-confident' }> = {}): Result =>
  plugin.compute([view], { mode: 'val', fallback: 'final', ...params }) as unknown as Result;

testMetric(plugin);

describe('metric-accuracy-at-budget', () => {
  it('gives the table made by hand', () => {
    // Mean costs by the number of samples that leave first: 4 → 40, 3 → 55.25, 2 → 70.5, 1 → 85.75, 0 → 101.
    expect(compute(cell).levels).toEqual([
      { level: 0.25, threshold: null, score: null, cost: null },
      { level: 0.5, threshold: 59 / 99, score: 0.5, cost: 40 },
      { level: 0.75, threshold: 79 / 99, score: 1, cost: 70.5 },
      { level: 1, threshold: 89 / 99, score: 0.75, cost: 85.75 },
      { level: 'max', threshold: 1, score: 0.75, cost: 101 },
    ]);
  });

  it('chooses nothing on test: other test data change scores and costs, no threshold', () => {
    const thresholds = (view: CellView): unknown => compute(view).levels?.map((l) => l.threshold);
    const a = arbitraryCell('classification', 1);
    const b = arbitraryCell('classification', 2);
    const swapped = { ...a, outputs: { validation: a.outputs?.validation, test: b.outputs?.test }, labels: { validation: a.labels?.validation, test: b.labels?.test } } as CellView;
    expect(thresholds(swapped)).toEqual(thresholds(a));
    expect(compute(swapped).levels).not.toEqual(compute(a).levels);
    const chosen = { ...a, outputs: { validation: b.outputs?.validation, test: a.outputs?.test }, labels: { validation: b.labels?.validation, test: a.labels?.test } } as CellView;
    expect(thresholds(chosen)).not.toEqual(thresholds(a));
  });

  it('says that its curve is test’s, from the first exit to the last', () => {
    const { curve } = compute(cell);
    expect(curve.split).toBe('test');
    expect([curve.cost[0], curve.cost[99]]).toEqual([40, 101]);
    expect([curve.score[0], curve.score[99]]).toEqual([0.5, 0.75]);
  });

  it('reads no table in mode paper, which takes all seeds', () => {
    const { levels, curve } = compute(cell, { mode: 'paper' });
    expect(levels).toBeNull();
    expect(curve).toEqual(compute(cell).curve);
  });

  it('falls back on the most confident exit when asked', () => {
    // At 1 nobody is confident. Sample 2 gets exit 0's right answer at .85 instead of exit 1's wrong one at .8; the others get exit 0's or 1's, both right.
    const surer = { ...outputs, byExit: [Float32Array.from([sure(0.9, 0), sure(0.75, 1), sure(0.85, 1), sure(0.6, 0)].flat()), ...outputs.byExit.slice(1)] };
    const view = { ...cell, outputs: { validation: surer, test: surer } };
    expect(compute(view, { fallback: 'most-confident' }).curve.score.at(-1)).toBe(1);
    expect(compute(view).curve.score.at(-1)).toBe(0.75);
  });

  it('leaves at whole exits in regression', () => {
    const values: StoredOutputs = { samples: 2, width: 1, byExit: [Float32Array.of(1, 5), Float32Array.of(1, 2)] };
    const truth = Float32Array.of(1, 2);
    const { levels, quantity } = compute({
      ...cell, task: { kind: 'regression', range: [0, 5] }, outputs: { validation: values, test: values }, labels: { validation: truth, test: truth },
    });
    expect(quantity).toBe('negative-rmse');
    expect(levels?.map((l) => [l.threshold, l.score])).toEqual([[null, null], [0, -Math.sqrt(4.5)], [0, -Math.sqrt(4.5)], [0, -Math.sqrt(4.5)], [1, 0]]);
  });
});
