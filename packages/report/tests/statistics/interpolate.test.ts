import { describe, expect, it } from 'vitest';

import { alongAxis, interpolate } from '../../src/statistics/interpolate.ts';

const curve = [{ x: 10, y: 1 }, { x: 20, y: 3 }, { x: 40, y: 2 }];

describe('interpolate', () => {
  it('is linear between neighbours and exact at points', () => {
    expect(interpolate(curve, 15)).toBe(2);
    expect(interpolate(curve, 25)).toBe(2.75); // 3 − 1 · 5 / 20
    expect(curve.map(({ x }) => interpolate(curve, x))).toEqual([1, 3, 2]);
  });

  it('does not go beyond the ends', () => {
    expect(interpolate(curve, 9.999)).toBeNull();
    expect(interpolate(curve, 40.001)).toBeNull();
    expect(interpolate([], 1)).toBeNull();
  });
});

describe('alongAxis', () => {
  it('orders by x, never by y, and joins points of one x', () => {
    expect(alongAxis([{ x: 2, y: 5 }, { x: 1, y: 9 }, { x: 2, y: 7 }])).toEqual([{ x: 1, y: 9 }, { x: 2, y: 6 }]);
  });
});
