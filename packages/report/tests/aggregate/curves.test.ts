import { describe, expect, it } from 'vitest';

import { bandOnGrid, commonGrid } from '../../src/aggregate/curves.ts';

describe('commonGrid', () => {
  it('reaches from the smallest to the largest x of all curves', () => {
    expect(commonGrid([[{ x: 20, y: 0 }, { x: 30, y: 0 }], [{ x: 10, y: 0 }]], 5)).toEqual([10, 15, 20, 25, 30]);
  });

  it('is one place for one cost, and none for nothing', () => {
    expect(commonGrid([[{ x: 20, y: 0 }]], 5)).toEqual([20]);
    expect(commonGrid([[]])).toEqual([]);
  });
});

describe('bandOnGrid', () => {
  const seeds = [
    [{ x: 10, y: 0.5 }, { x: 30, y: 0.7 }],
    [{ x: 30, y: 0.9 }, { x: 20, y: 0.6 }, { x: 10, y: 0.5 }],
    [{ x: 15, y: 0.6 }, { x: 30, y: 0.8 }],
  ];

  it('interpolates each seed before it averages', () => {
    const [at20] = bandOnGrid(seeds, [20]); // .6, .6 and .6 + .2 / 3
    expect(at20?.estimate?.mean).toBeCloseTo(0.6 + 0.2 / 9, 12);
    expect(at20?.estimate?.n).toBe(3);
  });

  it('has a t interval at each place', () => {
    const [at30] = bandOnGrid(seeds, [30]); // .7, .9, .8: s = .1
    expect(at30?.estimate?.mean).toBeCloseTo(0.8, 12);
    expect(at30?.estimate?.interval?.half).toBeCloseTo((4.3026527297 * 0.1) / Math.sqrt(3), 7);
  });

  it('ends where one seed’s curve ends', () => {
    expect(bandOnGrid(seeds, [10, 14.9, 15]).map((p) => p.estimate === null)).toEqual([true, true, false]);
    expect(bandOnGrid(seeds.slice(0, 2), [10])[0]?.estimate?.n).toBe(2);
  });

  it('has no band for one seed', () => {
    expect(bandOnGrid(seeds.slice(0, 1), [20])[0]?.estimate).toMatchObject({ n: 1, interval: null });
  });

  it('is nothing without seeds', () => {
    expect(bandOnGrid([], [20])).toEqual([{ x: 20, estimate: null }]);
  });
});
