import { resolveSeed, randomStream } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { type Contender, judgeFamily } from '../../src/aggregate/verdicts.ts';
import { welchDifference } from '../../src/statistics/intervals.ts';

/** Suites of regimes with accuracies at normal noise. In points; the noise of a regime within a seed has sd 1 unless said. */
interface World {
  readonly name: string;
  readonly seeds: number;
  /** True means. */
  readonly means: readonly number[];
  readonly noise?: readonly number[];
  /** What a seed adds to all regimes alike. */
  readonly seedEffect?: number;
  /** Scores are shares of so many images. */
  readonly images?: number;
}

const SUITES = 1000;
const ids = ['a', 'b', 'c'];

function suitesOf({ name, seeds, means, noise, seedEffect = 0, images }: World): readonly (readonly Contender[])[] {
  const random = randomStream(resolveSeed(0), 'analysis', name);
  return Array.from({ length: SUITES }, () => {
    const common = Array.from({ length: seeds }, () => seedEffect * random.normal());
    return means.map((mean, r): Contender => {
      const scores = common.map((c) => 0.8 + (mean + c + (noise?.[r] ?? 1) * random.normal()) / 100);
      const values = new Map(scores.map((s, seed) => [String(seed), images === undefined ? s : Math.round(s * images) / images]));
      return { id: ids[r] ?? '', role: 'ranked', offBudget: false, values };
    });
  });
}

type Suite = ReturnType<typeof suitesOf>[number];

const shareOf = (world: World, holds: (suite: Suite) => boolean): number => suitesOf(world).filter(holds).length / SUITES;
const anyDifference = (suite: Suite): boolean => judgeFamily(suite).verdicts.some((v) => v.kind === 'better' || v.kind === 'worse');
const unadjusted = (suite: Suite): boolean => judgeFamily(suite).verdicts.some((v) => (v.test?.p ?? 1) <= 0.05);
const firstFound = (suite: Suite): boolean => judgeFamily(suite).verdicts[0]?.kind === 'better';

function unpaired([a, b]: Suite): boolean {
  const list = (arm: Contender | undefined): readonly number[] => [...(arm?.values.values() ?? [])].map(Number);
  return welchDifference(list(a), list(b)).p <= 0.05;
}

const null5: World = { name: 'null, 5 seeds', seeds: 5, means: [0, 0, 0] };

describe('suites without any difference', () => {
  it.each<World>([
    null5,
    { name: 'null, 3 seeds', seeds: 3, means: [0, 0, 0] },
    { name: 'null, 5 seeds in common', seeds: 5, means: [0, 0, 0], seedEffect: 2 },
    { name: 'null, 3 seeds in common', seeds: 3, means: [0, 0, 0], seedEffect: 2 },
    { name: 'null, unequal noise', seeds: 5, means: [0, 0, 0], noise: [0.2, 1, 3], seedEffect: 1 },
    { name: 'null, 1,000 images', seeds: 5, means: [0, 0, 0], noise: [0.3, 0.3, 0.3], images: 1000 },
    { name: 'null, 100 images, 3 seeds', seeds: 3, means: [0, 0, 0], noise: [0.5, 0.5, 0.5], images: 100 },
  ])('$name: any false verdict in at most 6.5 %', (world) => {
    expect(shareOf(world, anyDifference)).toBeLessThanOrEqual(0.065);
  });

  it('would have false verdicts without Holm’s adjustment', () => {
    expect(shareOf(null5, unadjusted)).toBeGreaterThan(0.065);
    expect(shareOf({ name: 'null, 3 seeds', seeds: 3, means: [0, 0, 0] }, unadjusted)).toBeGreaterThan(0.065);
  });
});

describe('a true difference of two standard deviations of the paired differences, five seeds', () => {
  const gap = 2 * Math.SQRT2; // the difference of two noises of sd 1 has sd √2

  it('is found in at least 85 % as a single pair', () => {
    expect(shareOf({ name: 'pair', seeds: 5, means: [gap, 0] }, firstFound)).toBeGreaterThanOrEqual(0.85);
    expect(shareOf({ name: 'pair in common', seeds: 5, means: [gap, 0], seedEffect: 3 }, firstFound)).toBeGreaterThanOrEqual(0.85);
  });

  it('is found in at least 60 % as one of a family of three, wherever the third regime lies', () => {
    expect(shareOf({ name: 'third below', seeds: 5, means: [gap, 0, 0] }, firstFound)).toBeGreaterThanOrEqual(0.6);
    expect(shareOf({ name: 'third halfway', seeds: 5, means: [gap, 0, gap / 2] }, firstFound)).toBeGreaterThanOrEqual(0.6);
  });

  it('would be found less often without pairs, where seeds have something in common', () => {
    expect(shareOf({ name: 'pair in common', seeds: 5, means: [gap, 0], seedEffect: 3 }, unpaired)).toBeLessThan(0.6);
  });

  it('is found in about half with three seeds: no promise is made there', () => {
    const found = shareOf({ name: 'pair, 3 seeds', seeds: 3, means: [gap, 0] }, firstFound);
    expect(Math.abs(found - 0.4707)).toBeLessThan(0.05); // noncentral t: .4707; 3 standard errors of 1,000 suites
  });
});

describe('regimes that are the margin apart', () => {
  // Quiet noise, so that ties are within reach; a and c equal, b half a point off: two ties would be false.
  const apart: World = { name: 'margin', seeds: 5, means: [0, 0.5, 0], noise: [0.1, 0.1, 0.1] };
  const isFalseTie = (a: string, b: string): boolean => a === 'b' || b === 'b';
  const falseTie = (suite: Suite): boolean => judgeFamily(suite).verdicts.some((v) => v.withinMargin && isFalseTie(v.a, v.b));
  const falseTieOfPlainIntervals = (suite: Suite): boolean => judgeFamily(suite).verdicts.some((v) => v.interval !== null && v.interval.high <= 0.005 && v.interval.low >= -0.005 && isFalseTie(v.a, v.b));

  it('are called tied in at most 2.5 %, and more often by each pair’s own interval', () => {
    const [family, plain] = [shareOf(apart, falseTie), shareOf(apart, falseTieOfPlainIntervals)];
    expect(family).toBeLessThanOrEqual(0.035); // 2.5 % and two standard errors
    expect(plain).toBeGreaterThan(family);
  });

  it('are told from regimes that are equal, which are tied', () => {
    const tied = (suite: Suite): boolean => judgeFamily(suite).verdicts.some((v) => v.a === 'a' && v.b === 'c' && v.kind === 'tie');
    expect(shareOf(apart, tied)).toBeGreaterThan(0.8);
  });
});
