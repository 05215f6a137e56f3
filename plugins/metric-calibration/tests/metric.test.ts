import { type CellView, paramsSchema } from '@exitbench/core';
import { testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

testMetric(plugin);

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

interface Result {
  readonly ece: readonly number[];
  readonly ks: readonly number[];
  readonly overconfidence: readonly number[];
  readonly emitted: { readonly threshold: readonly number[]; readonly cost: readonly number[]; readonly accuracy: readonly number[]; readonly ece: readonly number[] };
}

/**
 * Two classes, the label is always 0. A row is an exit: the probability that each sample gives class 0. On validation the
 * label is always 1, and everyone is sure of class 0: whoever reads it finds other numbers.
 */
const cellOf = (...byExit: readonly (readonly number[])[]): CellView => {
  const samples = byExit[0]?.length ?? 0;
  const outputs = (rows: readonly (readonly number[])[]) => ({ samples, width: 2, byExit: rows.map((row) => Float32Array.from(row.flatMap((p) => [Math.log(p / (1 - p)), 0]))) });
  return {
    task: { kind: 'classification', classes: 2 }, exits: byExit.map((_, e) => ({ name: `block${e}` })), costs: { base: 100, exits: byExit.map((_, e) => 40 * (e + 1)) },
    phases: [], budget: { macs: 1 }, outputs: { test: outputs(byExit), validation: outputs(byExit.map((row) => row.map(() => 0.99))) },
    labels: { test: new Int32Array(samples), validation: new Int32Array(samples).fill(1) },
  };
};
const compute = (cell: CellView, bins = 15): Result => plugin.compute([cell], { bins }) as unknown as Result;

describe('metric-calibration', () => {
  // Exit 0 is right, right, wrong with .95, .65, .65; exit 1 right, wrong, right with .85, .75, .75.
  const made = cellOf([0.95, 0.65, 0.35], [0.85, 0.25, 0.75]);

  it('gives each exit its error', () => {
    const { ece, ks, overconfidence } = compute(made, 10);
    // Bins of a tenth. Exit 0: |1 − .95| + |1 − 1.3|; exit 1: |1 − .85| + |1 − 1.5|; of 3.
    expect(ece[0]).toBeCloseTo(0.35 / 3, 6);
    expect(ece[1]).toBeCloseTo(0.65 / 3, 6);
    expect(overconfidence[0]).toBeCloseTo(0.25 / 3, 6);
    expect(overconfidence[1]).toBeCloseTo(0.35 / 3, 6);
    // All labels are of class 0: Σ (1 − p) of class 0, Σ p of class 1, both 1.05 and 1.15; of 3.
    expect(ks[0]).toBeCloseTo(1.05 / 3, 6);
    expect(ks[1]).toBeCloseTo(1.15 / 3, 6);
  });

  it('gives the emitted answers theirs, with the confidence of the exit that emits', () => {
    const { emitted } = compute(made, 10);
    const at = (threshold: number): number => emitted.threshold.findIndex((t) => t >= threshold);
    // At 0 the first exit's, at 1 the last one's; at .8 sample 0 leaves first with .95 and the others take .75 (wrong) and .75 (right).
    expect(emitted.ece[0]).toBeCloseTo(0.35 / 3, 6);
    expect(emitted.ece.at(-1)).toBeCloseTo(0.65 / 3, 6);
    expect(emitted.ece[at(0.8)]).toBeCloseTo((0.05 + 0.5) / 3, 6);
    expect(emitted.cost[at(0.8)]).toBeCloseTo((40 + 80 + 80) / 3, 10);
    expect(emitted.accuracy[at(0.8)]).toBeCloseTo(2 / 3, 10);
    expect(emitted.threshold).toEqual(Array.from({ length: 34 }, (_, i) => i / 33).map((t) => expect.closeTo(t, 14) as number));
  });

  it('takes logits that are no numbers for an answer without confidence', () => {
    const { ece, ks, overconfidence } = compute(cellOf([NaN, 0.75]));
    expect(ece[0]).toBeCloseTo(0.125, 6);
    expect(overconfidence[0]).toBeCloseTo(-0.125, 6);
    expect(ks[0]).toBeCloseTo((1.25 + 0.25) / 4, 6);
  });

  it('refuses values', () => {
    const values: CellView = { ...made, task: { kind: 'regression', range: [0, 1] }, labels: { test: new Float32Array(3), validation: new Float32Array(3) } };
    expect(() => compute(values)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
