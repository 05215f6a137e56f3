import { expect, it } from 'vitest';

import { gridLines } from '../src/plots/gridLines.ts';

/** A line y = 10 x + seed over some places. */
const curve = (seed: number, places: readonly number[]) => ({ seed: String(seed), points: places.map((x) => ({ x, y: 10 * x + seed })) });

it('keeps places that all curves share', () => {
  const [line] = gridLines([{ regime: 'r', role: 'ranked', part: null, seeds: [curve(0, [1, 2, 4]), curve(1, [1, 2, 4])] }]);
  expect(line?.points.map((p) => p.x)).toEqual([1, 2, 4]);
  expect(line?.points.map((p) => p.mean?.mean)).toEqual([10.5, 20.5, 40.5]);
});

it('takes 21 of places that are many, with the first and the last, each with its own value', () => {
  const places = Array.from({ length: 200 }, (_, i) => i + 1);
  const [line] = gridLines([{ regime: 'r', role: 'ranked', part: null, seeds: [curve(0, places), curve(1, places)] }]);
  const xs = line?.points.map((p) => p.x) ?? [];
  expect(xs).toHaveLength(21);
  expect(new Set(xs).size).toBe(21);
  expect([xs[0], xs[1], xs.at(-1)]).toEqual([1, 11, 200]); // 199 / 20 = 9.95
  for (const point of line?.points ?? []) {
    expect(point.seeds.map((s) => s.y)).toEqual([10 * point.x, 10 * point.x + 1]);
    expect(point.mean?.mean).toBe(10 * point.x + 0.5);
  }
});
