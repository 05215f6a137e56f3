import { type CellView, paramsSchema } from '@exitbench/core';
import { testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

testMetric(plugin);

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

interface Areas {
  readonly exits: readonly string[];
  readonly auroc: readonly number[];
}
interface Result {
  readonly risk: readonly number[];
  readonly excess: readonly number[];
  readonly failure: Areas;
  readonly eefp: Areas;
  readonly emitted: { readonly threshold: readonly number[]; readonly cost: readonly number[]; readonly auroc: readonly (number | null)[]; readonly excess: readonly number[] };
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
const compute = (cell: CellView): Result => plugin.compute([cell], {}) as unknown as Result;

describe('metric-failure-prediction', () => {
  // Exit 0: right .9, wrong .8, right .7, wrong .6. The last exit: right .95, wrong .75, wrong .65, right .85.
  const made = cellOf([0.9, 0.2, 0.7, 0.4], [0.95, 0.25, 0.35, 0.85]);

  it('compares confidence of right and wrong answers, exit by exit', () => {
    const { failure, risk, excess } = compute(made);
    // Exit 0: of the pairs (.9, .7) × (.8, .6) three are in order; in the last all are.
    expect(failure).toEqual({ exits: ['block0', 'block1'], auroc: [0.75, 1] });
    expect(risk).toEqual([0.5, 0.5]);
    expect(excess[0]).toBeCloseTo(1 / 8, 14);
    expect(excess[1]).toBeCloseTo(0, 14);
  });

  it('does not blame an exit for an error of the last exit too', () => {
    // Exit 0 is right on 0 and 2, the last one wrong on 1: only sample 3, the least confident, should have gone on.
    expect(compute(made).eefp.auroc[0]).toBe(1);
    // Where the last exit knows sample 1 too, it should have gone on as well.
    expect(compute(cellOf([0.9, 0.2, 0.7, 0.4], [0.95, 0.75, 0.35, 0.85])).eefp.auroc[0]).toBe(0.75);
  });

  it('leaves out exits with nothing to tell apart', () => {
    const { failure, eefp } = compute(cellOf([0.9, 0.8], [0.9, 0.2]));
    expect(failure).toEqual({ exits: ['block1'], auroc: [1] });
    expect(eefp).toEqual({ exits: [], auroc: [] });
  });

  it('reads the emitted answers with the confidence of the exit that emits', () => {
    const { emitted } = compute(made);
    // At 0 the first exit's, at 1 the last one's; above .8 sample 0 leaves first with .9, others are at last wrong .75, wrong .65, right .85.
    const at = emitted.threshold.findIndex((t) => t > 0.81);
    expect(emitted.threshold).toEqual(Array.from({ length: 34 }, (_, i) => i / 33).map((t) => expect.closeTo(t, 14) as number));
    expect(emitted.auroc[0]).toBe(0.75);
    expect(emitted.auroc.at(-1)).toBe(1);
    expect(emitted.auroc[at]).toBe(1);
    expect(emitted.cost[at]).toBeCloseTo((40 + 3 * 80) / 4, 10);
    // Above .6 samples 1 and 2 leave too, wrong with .8 and right with .7: of right .9, .7 and .85 two are above .8.
    expect(emitted.auroc[emitted.threshold.findIndex((t) => t > 0.61)]).toBeCloseTo(2 / 3, 14);
    expect(emitted.excess.at(-1)).toBeCloseTo(0, 14);
    expect(emitted.excess[0]).toBeCloseTo(1 / 8, 14);
  });

  it('refuses values', () => {
    const values: CellView = { ...made, task: { kind: 'regression', range: [0, 1] }, labels: { test: new Float32Array(4), validation: new Float32Array(4) } };
    expect(() => compute(values)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
