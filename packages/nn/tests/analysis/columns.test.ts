import { describe, expect, it } from 'vitest';

import { drawColumns, takeColumns } from '../../src/index.ts';

describe('the features that are looked at', () => {
  it('are all of them where they are few enough', () => {
    expect([...drawColumns('block0', 4, 4)]).toEqual([0, 1, 2, 3]);
  });

  it('are a fixed part otherwise, each once, in ascending order', () => {
    const found = [...drawColumns('block0', 1000, 50)];
    expect(found).toHaveLength(50);
    expect(found).toEqual([...new Set(found)].toSorted((a, b) => a - b));
    expect(found.every((f) => f >= 0 && f < 1000)).toBe(true);
    // Drawn, not the first: the chance that 50 of 1000 lie below 100 is nothing.
    expect(Math.max(...found)).toBeGreaterThan(100);
  });

  it('lie in any larger part', () => {
    const larger = new Set(drawColumns('block0', 1000, 80));
    expect([...drawColumns('block0', 1000, 50)].every((f) => larger.has(f))).toBe(true);
  });

  it('are pinned: results of another version would not compare', () => {
    expect([...drawColumns('numerical-rank/features/block0/20', 20, 5)]).toEqual([4, 8, 11, 14, 17]);
    expect([...drawColumns('numerical-rank/features/block1/20', 20, 5)]).not.toEqual([...drawColumns('numerical-rank/features/block0/20', 20, 5)]);
  });

  it('are taken row by row', () => {
    expect([...takeColumns(Float32Array.of(1, 2, 3, 4, 5, 6), 3, Int32Array.of(0, 2))]).toEqual([1, 3, 4, 6]);
  });
});
