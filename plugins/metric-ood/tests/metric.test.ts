import { type CellView, type StoredOutputs, paramsSchema } from '@exitbench/core';
import { testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

testMetric(plugin);

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

/** Logits of two classes with these confidences, exit by exit. */
const outputs = (...byExit: readonly (readonly number[])[]): StoredOutputs => ({
  samples: byExit[0]?.length ?? 0, width: 2, byExit: byExit.map((sure) => Float32Array.from(sure.flatMap((p) => [Math.log(p / (1 - p)), 0]))),
});

const test = outputs([0.6, 0.9, 0.7], [0.9, 0.95, 0.8]);
const cell: CellView = {
  task: { kind: 'classification', classes: 2 }, exits: [{ name: 'block0' }, { name: 'classifier' }], costs: { base: 10, exits: [4, 11] }, phases: [], budget: { macs: 1 },
  outputs: { test, validation: outputs([0.5], [0.5]) },
  outputsOn: { letters: outputs([0.65, 0.8], [0.6, 0.7]) },
};
type Shares = { readonly [dataset: string]: readonly number[] };
type Result = { readonly auroc: Shares; readonly emitted: { readonly auroc: Shares } };
const compute = (view: CellView): Result => plugin.compute([view], {}) as unknown as Result;

describe('confidence on another data set', () => {
  it('is compared by hand: pairs in which the own sample has more', () => {
    // Exit 0: 0.6 beats none, 0.9 both, 0.7 one of two. Exit 1: all beat both.
    expect(compute(cell)).toMatchObject({ exits: ['block0', 'classifier'], samples: { test: 3, letters: 2 }, auroc: { letters: [0.5, 1] } });
  });

  it('counts for the own side: exchanged, shares are what is left of 1', () => {
    const exchanged = { ...cell, outputs: { test: outputs([0.65, 0.8], [0.6, 0.7]), validation: test }, outputsOn: { letters: test } };
    expect(compute(exchanged).auroc).toEqual({ letters: [0.5, 0] });
  });

  it('is a half of a data set with the same outputs', () => {
    expect(compute({ ...cell, outputsOn: { same: test } }).auroc).toEqual({ same: [0.5, 0.5] });
  });

  it('is that of the exit that answers, threshold by threshold', () => {
    const { emitted } = compute(cell);
    const at = (threshold: number): number => emitted.auroc['letters']?.[Math.round(threshold * 99)] ?? Number.NaN;
    expect(at(0)).toBe(0.5); // all leave at the first exit
    expect(at(1)).toBe(1); // all leave at the last
    // Above 68/99 = 0.687: own 0.9 (last), 0.9 and 0.7 (first); the other's 0.6 (last) and 0.8 (first). Of six pairs 0.7 loses one.
    expect(at(68 / 99)).toBeCloseTo(5 / 6, 12);
  });

  it('has an entry for each data set', () => {
    const two = compute({ ...cell, outputsOn: { ...cell.outputsOn, sure: outputs([0.99, 0.99], [0.99, 0.99]) } });
    expect(two.auroc).toEqual({ letters: [0.5, 1], sure: [0, 0] });
    expect(Object.keys(two.emitted.auroc)).toEqual(['letters', 'sure']);
  });

  it('says what to do where a benchmark names no other data set', () => {
    const { outputsOn: _, ...without } = cell;
    expect(() => compute(without)).toThrow(expect.objectContaining({ code: 'bad-argument', hint: expect.stringContaining('on: [') }) as Error);
  });
});
