import { type WeightValues, known } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { basisOf, planeThrough } from '../src/plane.ts';
import type { Probe } from '../src/probe.ts';

const at = (label: string, ...values: readonly number[]) => ({ label, solution: { w: { shape: [values.length], values: Float32Array.from(values) } } satisfies WeightValues });
// In a space of three: from (0, 0, 2), whose norm is 2, one 4 along the first axis, one 1 along and 3 aside.
const [origin, above, along] = [at('o', 0, 0, 2), at('a', 1, 3, 2), at('b', 4, 0, 2)];

describe('the plane through three solutions', () => {
  const basis = known(basisOf(origin, above, along), 'they span a plane');

  it('has coordinates in norms of the first: the third on the x axis, the second above it', () => {
    expect(basis.points).toEqual([{ x: 0, y: 0, label: 'o' }, { x: 0.5, y: 1.5, label: 'a' }, { x: 2, y: 0, label: 'b' }]);
  });

  it.each([['o', 0], ['a', 1], ['b', 2]] as const)('goes through %s', (_, i) => {
    const { x, y } = known(basis.points[i], 'three points');
    const values = [...known(basis.at(x, y)['w'], 'one weight').values];
    known([origin, above, along][i], 'three').solution.w.values.forEach((v, j) => expect(values[j]).toBeCloseTo(v, 6));
  });

  it('has orthogonal axes of one unit', () => {
    expect([...known(basis.at(0.5, 0)['w'], 'one weight').values]).toEqual([1, 0, 2]);
    expect([...known(basis.at(0, 0.5)['w'], 'one weight').values]).toEqual([0, 1, 2]);
  });

  it('is none where the three are on one line, or two are the same', () => {
    expect(basisOf(origin, at('m', 2, 0, 2), along)).toBeUndefined();
    expect(basisOf(origin, above, origin)).toBeUndefined();
    expect(basisOf(origin, origin, along)).toBeUndefined();
  });

  it('reaches a fifth further than the solutions, and knows what it shows', async () => {
    // The loss is the first weight plus ten times the second.
    const loss: Probe['loss'] = async ({ w }) => known(w?.values[0], 'three') + 10 * known(w?.values[1], 'three');
    const plane = known(await planeThrough({ loss } as Probe, [origin, above, along], 3), 'a plane');
    [-0.4, 1, 2.4].forEach((x, i) => expect(plane.x[i]).toBeCloseTo(x, 12));
    [-0.3, 0.75, 1.8].forEach((y, i) => expect(plane.y[i]).toBeCloseTo(y, 12));
    // x and y count norms of 2: rows are of y.
    expect(plane.z).toEqual([[-6.8, -4, -1.2], [14.2, 17, 19.8], [35.2, 38, 40.8]]);
    // √10, 4 and √18 over 2.
    expect(plane.distances.map((d) => [d.a, d.b])).toEqual([['o', 'a'], ['o', 'b'], ['a', 'b']]);
    [Math.sqrt(2.5), 2, Math.sqrt(4.5)].forEach((d, i) => expect(plane.distances[i]?.distance).toBeCloseTo(d, 6));
  });
});
