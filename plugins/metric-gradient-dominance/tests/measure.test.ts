import { type Split, known } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { miniBatches } from '../src/measure.ts';

/** Samples that know their places. */
const train: Split = { length: 200, labels: new Int32Array(200), read: (indices) => ({ place: Float32Array.from(indices) }) };
const placesOf = (split: Split): readonly number[] => [...known(split.read(Int32Array.from({ length: split.length }, (_, i) => i))['place'], 'the one port')];

describe('mini-batches', () => {
  it('are drawn from the whole split: not its first samples, and not in their order', () => {
    const [batch] = miniBatches(train, 1, 100).map(placesOf);
    const places = known(batch, 'one');
    expect(new Set(places).size).toBe(100);
    // 100 of 200 in any order: about half are of the first half, give or take five for a standard deviation of 3.5.
    expect(Math.abs(places.filter((p) => p < 100).length - 50)).toBeLessThan(18);
    expect(places).not.toEqual(places.toSorted((a, b) => a - b));
  });

  it('do not overlap, and are the same ones each time', () => {
    const batches = miniBatches(train, 10, 30).map(placesOf);
    expect(batches.map((b) => b.length)).toEqual([30, 30, 30, 30, 30, 30]);
    expect(new Set(batches.flat()).size).toBe(180);
    expect(miniBatches(train, 10, 30).map(placesOf)).toEqual(batches);
  });
});
