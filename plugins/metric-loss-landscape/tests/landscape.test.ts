import { describe, expect, it } from 'vitest';

import { coordinates, overPlane, sharpness, summarise } from '../src/landscape.ts';

describe('a plane', () => {
  it('has rows of y', async () => {
    expect(await overPlane([0, 1], [0, 10, 20], async (x, y) => [x + y])).toEqual([[[0], [1]], [[10], [11]], [[20], [21]]]);
  });

  it('reaches half a norm to each side, over the zoom', () => {
    expect(coordinates(5, 1)).toEqual([-0.5, -0.25, 0, 0.25, 0.5]);
    expect(coordinates(3, 4)).toEqual([-0.125, 0, 0.125]);
  });
});

describe('a summary', () => {
  it('counts the points less than ln 2 = 0.693 above the lowest', () => {
    // 1.69 is below 1 + 0.6931, 1.70 is not.
    expect(summarise([[[1], [1.69]], [[1.7], [9]]], 0).flat).toBe(0.5);
  });

  it('rounds heights to four digits after it has counted', () => {
    expect(summarise([[[0.123456, 1], [123456, 2]]], 0).surface).toEqual([[0.1235, 123500]]);
    expect(summarise([[[1, 4], [2, 5.55555]]], 1).surface).toEqual([[4, 5.556]]);
  });
});

describe('sharpness', () => {
  it('is the mean rise over lines: of r² · (line + 1) over three lines 2 r²', async () => {
    const rises = await sharpness([7, 1], [0.1, 0.5], 3, async (line, r) => [7 + r * r * (line + 1), 1 - r]);
    rises.forEach(([a, b], i) => {
      const r = [0.1, 0.5][i] ?? NaN;
      expect(a).toBeCloseTo(2 * r * r, 12);
      expect(b).toBeCloseTo(-r, 12);
    });
  });
});
