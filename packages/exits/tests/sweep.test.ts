import { describe, expect, it } from 'vitest';

import { type Policy, maxConfidence, scoreByExit, staticExit, sweep } from '../src/index.ts';
import { costs, labels, outputs } from './example.ts';

const points = sweep(maxConfidence(), outputs, labels, costs);
const rising = (values: readonly number[]): boolean => values.every((v, i) => i === 0 || v >= (values[i - 1] as number));

describe('sweep', () => {
  it('costs the first exit at 0 and the last at 1, and scores as they do', () => {
    expect(points[0]).toEqual({ setting: 0, cost: 40, score: 0.5, shares: [1, 0] });
    expect(points[99]).toEqual({ setting: 1, cost: 101, score: 0.75, shares: [0, 1] });
    expect(scoreByExit(outputs, labels)).toEqual([0.5, 0.75]);
  });

  it('scores every sample by the exit that it left at', () => {
    // 77/99 = .778: samples 0 and 2 leave first, both right; 1 and 3 go on, both right. (2·40 + 2·101) / 4 = 70.5
    expect(points[77]).toEqual({ setting: 77 / 99, cost: 70.5, score: 1, shares: [0.5, 0.5] });
  });

  it('never gets cheaper as the threshold rises', () => {
    expect(rising(points.map((p) => p.cost))).toBe(true);
  });

  it('would show a policy whose settings run the other way', () => {
    const honest = maxConfidence();
    const reversed: Policy = { ...honest, settings: honest.settings.toReversed() };
    expect(rising(sweep(reversed, outputs, labels, costs).map((p) => p.cost))).toBe(false);
  });

  it('charges all exits to who goes through all, whichever answer it gets', () => {
    // 94/99 = .949: nobody is confident, all four go through both exits. Confidences .9 .75 .8 .6 and .8 .9 .8 .75, so the most
    // confident exits are 0, 1, 0 (the first of equals), 1: right, right, right, right. The last exit alone: right, right, wrong, right.
    const most = sweep(maxConfidence({ fallback: 'most-confident' }), outputs, labels, costs)[94];
    const final = points[94];
    const nobody = { setting: 94 / 99, cost: 101, shares: [0, 1] };
    expect(most).toEqual({ ...nobody, score: 1 });
    expect(final).toEqual({ ...nobody, score: 0.75 });
  });

  it('charges a static exit exactly its cost', () => {
    const odd = { base: 1159436288, exits: [363000007, 1161755003] };
    expect(sweep(staticExit(0), outputs, labels, odd).map((p) => p.cost)).toEqual([363000007]);
    expect(sweep(staticExit(1), outputs, labels, odd).map((p) => p.cost)).toEqual([1161755003]);
    expect(sweep(maxConfidence(), outputs, labels, odd)[77]?.cost).not.toBe(363000007);
  });

  it('gives the root mean squared error of values', () => {
    const values = { samples: 2, width: 1, byExit: [Float32Array.of(1, 5), Float32Array.of(1, 2)] };
    const truth = Float32Array.of(1, 2); // errors 0 and 3: √(9/2)
    expect(sweep(staticExit(0), values, truth, costs)[0]?.score).toBe(Math.sqrt(4.5));
    expect(sweep(staticExit(1), values, truth, costs)[0]?.score).toBe(0);
  });

  it('refuses confidence where there are no classes', () => {
    const values = { samples: 1, width: 1, byExit: [Float32Array.of(1), Float32Array.of(1)] };
    expect(() => sweep(maxConfidence(), values, Float32Array.of(1), costs)).toThrow('not regression');
  });

  it('refuses labels, costs and outputs that do not fit', () => {
    expect(() => sweep(maxConfidence(), outputs, Int32Array.of(0), costs)).toThrow('1 labels');
    expect(() => sweep(maxConfidence(), outputs, labels, { base: 1, exits: [1] })).toThrow('costs of 1');
    expect(() => sweep(maxConfidence(), { ...outputs, width: 3 }, labels, costs)).toThrow('4 × 3');
  });
});
