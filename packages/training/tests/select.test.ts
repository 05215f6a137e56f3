import { describe, expect, it } from 'vitest';

import { selectRate } from '../src/index.ts';

const classes = { kind: 'classification', classes: 2 } as const;
const labels = Int32Array.of(0, 1, 0, 1);
/** Logits that choose these classes. */
const choosing = (...chosen: readonly number[]): Float32Array => Float32Array.from(chosen.flatMap((c) => [1 - c, c]));
const [all, three, two, none] = [choosing(0, 1, 0, 1), choosing(0, 1, 0, 0), choosing(0, 1, 1, 0), choosing(1, 0, 1, 0)];

describe('choosing a learning rate', () => {
  it('takes the best mean accuracy over the exits, and tells all scores in ascending order of the rates', () => {
    // Means of (2 + 3), (4 + 2) and (3 + 0) of 4 right.
    const trials = [{ rate: 0.3, outputs: [three, none] }, { rate: 0.1, outputs: [two, three] }, { rate: 0.2, outputs: [all, two] }];
    expect(selectRate(trials, labels, classes)).toEqual({ rate: 0.2, trials: [{ rate: 0.1, score: 0.625 }, { rate: 0.2, score: 0.75 }, { rate: 0.3, score: 0.375 }] });
  });

  it('takes the lowest rate of those that are equally good, also where a sum of shares would tell them apart', () => {
    expect(selectRate([{ rate: 0.2, outputs: [all, two] }, { rate: 0.1, outputs: [three, three] }], labels, classes).rate).toBe(0.1);
    // Of ten answers 1 + 2 + 0 and 3 + 0 + 0 are right: 0.1 + 0.2 is more than 0.3 in floating point.
    const ten = new Int32Array(10);
    const right = (n: number): Float32Array => choosing(...Array.from({ length: 10 }, (_, i) => (i < n ? 0 : 1)));
    const trials = [{ rate: 0.1, outputs: [right(3), right(0), right(0)] }, { rate: 0.2, outputs: [right(1), right(2), right(0)] }];
    expect(selectRate(trials, ten, classes)).toEqual({ rate: 0.1, trials: [{ rate: 0.1, score: 0.1 }, { rate: 0.2, score: 0.1 }] });
  });

  it('scores values by minus their mean squared error', () => {
    const values = Float32Array.of(0, 1, 2, 3);
    const off = (by: number): Float32Array => values.map((v) => v + by);
    // (1 + 0) / 2 against (0.25 + 0.25) / 2.
    const trials = [{ rate: 0.1, outputs: [off(1), off(0)] }, { rate: 0.2, outputs: [off(0.5), off(-0.5)] }];
    expect(selectRate(trials, values, { kind: 'regression', range: [0, 3] })).toEqual({ rate: 0.2, trials: [{ rate: 0.1, score: -0.5 }, { rate: 0.2, score: -0.25 }] });
  });

  it('counts a trial that diverged as lost, whatever else it might have been', () => {
    const trials = [{ rate: 0.1, outputs: [none] }, { rate: 0.2, outputs: null }];
    expect(selectRate(trials, labels, classes)).toEqual({ rate: 0.1, trials: [{ rate: 0.1, score: 0 }, { rate: 0.2, score: null }] });
    const values = [{ rate: 0.1, outputs: [Float32Array.of(NaN)] }, { rate: 0.2, outputs: [Float32Array.of(9)] }];
    expect(selectRate(values, Float32Array.of(0), { kind: 'regression', range: [0, 1] }).rate).toBe(0.2);
  });

  it('says so when all trials diverged', () => {
    const failed = (): unknown => selectRate([{ rate: 0.1, outputs: null }, { rate: 0.2, outputs: null }], new Int32Array(), classes);
    expect(failed).toThrow(expect.objectContaining({ code: 'diverged', message: expect.stringContaining('0.1, 0.2') as string }) as Error);
  });
});
