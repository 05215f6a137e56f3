import { describe, expect, it } from 'vitest';

import { permutation, randomStream, resolveSeed } from '../src/index.ts';

const stream = (path = 'block0/conv/kernel') => randomStream(resolveSeed(0), 'init', path);
const times = <T>(n: number, f: () => T): readonly T[] => Array.from({ length: n }, f);

describe('randomStream', () => {
  // sfc32 with twelve outputs thrown away, written again in Python with integers of any size.
  it('gives the numbers of an independent sfc32', () => {
    const random = stream();
    expect(times(5, () => random.uint32())).toEqual([4190224221, 3296843382, 1306233342, 1718220548, 2074727064]);
  });

  it('gives them for another seed, purpose, path and step', () => {
    const random = randomStream(resolveSeed(7), 'order', 'epoch', 3);
    expect(times(5, () => random.uint32())).toEqual([906079286, 3440843781, 274759099, 1285896870, 4277735211]);
  });

  it('starts anew for the same names', () => {
    const [one, other] = [stream(), stream()];
    expect(times(3, () => one.uint32())).toEqual(times(3, () => other.uint32()));
  });

  it('gives uniform numbers: the words over 2³²', () => {
    const random = stream();
    expect(times(2, () => random.uniform())).toEqual([4190224221 / 4294967296, 3296843382 / 4294967296]);
  });

  it('gives normal numbers by the polar method', () => {
    // By hand from the words above: u = 2·.975612 − 1, v = 2·.767606 − 1 has u² + v² = 1.19 ≥ 1, so the next pair is used.
    const u = 2 * (1306233342 / 4294967296) - 1;
    const v = 2 * (1718220548 / 4294967296) - 1;
    const s = u * u + v * v;
    expect(stream().normal()).toBe(u * Math.sqrt((-2 * Math.log(s)) / s));
  });

  it('has normal numbers of mean 0 and variance 1', () => {
    const random = stream('moments');
    const values = times(20000, () => random.normal());
    const mean = values.reduce((a, b) => a + b, 0) / 20000;
    const variance = values.reduce((a, b) => a + (b - mean) * (b - mean), 0) / 20000;
    // Standard errors: 1/√20000 = .007 and √(2/20000) = .01; four of each.
    expect(Math.abs(mean)).toBeLessThan(0.028);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  });
});

describe('below', () => {
  it('gives every number its share: 3 in 3,000 draws, each 1000 ± 4 standard deviations of 26', () => {
    const random = stream('below');
    const counts = [0, 0, 0];
    for (const k of times(3000, () => random.below(3))) counts[k] = (counts[k] ?? 0) + 1;
    expect(Math.max(...counts.map((c) => Math.abs(c - 1000)))).toBeLessThan(104);
  });

  it('throws away what would favour small numbers: words from 3·2³⁰ on for 3·2³⁰', () => {
    const [words, random] = [stream(), stream()];
    const kept = times(50, () => words.uint32()).filter((w) => w < 3 * 1024 * 1024 * 1024);
    expect(kept.length).toBeLessThan(50);
    expect(times(kept.length, () => random.below(3 * 1024 * 1024 * 1024))).toEqual(kept);
  });

  it('has one answer for 1, and none for 0, which would never end', () => {
    expect(stream().below(1)).toBe(0);
    expect(() => stream().below(0)).toThrow(RangeError);
    expect(() => stream().below(NaN)).toThrow(RangeError);
  });
});

describe('permutation', () => {
  // Fisher and Yates in Python on the Python stream.
  it('is that of an independent implementation', () => {
    const order = (epoch: number): readonly number[] => [...permutation(10, randomStream(resolveSeed(0), 'order', 'epoch', epoch))];
    expect([order(0), order(1)]).toEqual([[2, 7, 6, 9, 8, 0, 1, 4, 3, 5], [7, 2, 6, 4, 5, 3, 9, 8, 1, 0]]);
  });

  it('has every position once', () => {
    expect([...permutation(100, stream())].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('of nothing and of one', () => {
    expect([[...permutation(0, stream())], [...permutation(1, stream())]]).toEqual([[], [0]]);
  });
});
