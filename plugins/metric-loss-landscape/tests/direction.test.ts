import { type WeightSpec, type WeightValues, known, randomStream, resolveSeed } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { type Direction, filterNormalised, filters, moved, normOf, ofLength } from '../src/direction.ts';

const spec = (path: string, shape: readonly number[], role: WeightSpec['role']): WeightSpec => ({ path, shape, role, init: { kind: 'constant', value: 0 } });
const specs = [spec('conv', [1, 2, 1, 2], 'kernel'), spec('table', [2, 3], 'embedding'), spec('scale', [2], 'norm')];
const values: WeightValues = {
  // Columns are filters: (3, 4) of norm 5, and (0, 12) of norm 12.
  conv: { shape: [1, 2, 1, 2], values: Float32Array.of(3, 0, 4, 12) },
  // Rows are: (1, 2, 2) of norm 3, and nothing.
  table: { shape: [2, 3], values: Float32Array.of(1, 2, 2, 0, 0, 0) },
  scale: { shape: [2], values: Float32Array.of(-2, 5) },
};
const stream = (path: string) => randomStream(resolveSeed(1), 'analysis', path);
const normsOf = (direction: Direction, s: WeightSpec): readonly number[] => {
  const sums: number[] = [];
  known(direction[s.path], 'drawn').forEach((d, i) => (sums[filters(s)(i)] = (sums[filters(s)(i)] ?? 0) + d * d));
  return sums.map(Math.sqrt);
};
const close = (actual: readonly number[], expected: readonly number[]): boolean => actual.length === expected.length && actual.every((v, i) => Math.abs(v - (expected[i] ?? NaN)) < 1e-6);

describe('a filter-normalised direction (I15)', () => {
  const direction = filterNormalised(specs, values, 'zero', stream);
  const [conv, table] = specs as [WeightSpec, WeightSpec];

  it('has filters that are as long as the weights’', () => {
    expect(close(normsOf(direction, conv), [5, 12])).toBe(true);
    expect(close(normsOf(direction, table), [3, 0])).toBe(true);
  });

  it('is told from one whose kernels are as long as the weights’, and from one normalised by inputs', () => {
    const whole = ofLength({ conv: Float64Array.of(1, -1, 2, 1) }, 13);
    expect(close(normsOf(whole, conv), [5, 12])).toBe(false);
    const byInput = filterNormalised([{ ...conv, role: 'embedding' }], values, 'zero', stream);
    expect(close(normsOf(byInput, conv), [5, 12])).toBe(false);
  });

  it('leaves weights of one axis where they are, or moves each by its own size', () => {
    expect([...known(direction['scale'], 'drawn')]).toEqual([0, 0]);
    expect([...known(filterNormalised(specs, values, 'library', stream)['scale'], 'drawn')].map(Math.abs)).toEqual([2, 5]);
  });

  it('goes either way, the same way for the same stream', () => {
    expect(new Set(known(filterNormalised([spec('scale', [40], 'norm')], { scale: { shape: [40], values: new Float32Array(40).fill(1) } }, 'library', stream)['scale'], 'drawn'))).toEqual(new Set([1, -1]));
    expect(filterNormalised(specs, values, 'zero', stream)).toEqual(direction);
    expect(filterNormalised(specs, values, 'zero', (path) => stream(`${path}, another`))).not.toEqual(direction);
  });
});

describe('moving', () => {
  it('adds directions, and leaves what it is given as it is', () => {
    const next = moved(values, [2, { scale: Float64Array.of(1, 0) }], [-1, { scale: Float64Array.of(0, 3) }]);
    expect([...known(next['scale'], 'moved').values]).toEqual([0, 2]);
    expect(next['conv']).toBe(values['conv']);
    expect([...known(values['scale'], 'given').values]).toEqual([-2, 5]);
  });

  it('has the length that is asked for', () => {
    expect(normOf(ofLength({ a: Float64Array.of(3, 4) }, 10))).toBeCloseTo(10, 12);
    expect(() => ofLength({ a: Float64Array.of(0) }, 10)).toThrow('leads nowhere');
  });
});
