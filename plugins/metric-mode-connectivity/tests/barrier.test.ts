import { describe, expect, it } from 'vitest';

import { barrier, excess } from '../src/barrier.ts';

describe('a barrier', () => {
  it('is the most that a curve rises above the line between its ends', () => {
    // Lines 1, 2, 3 and heights 1, 4, 3; then 5, 4, 3, 2, 1 and 5, 4.5, 5, 2, 1.
    expect(barrier([0, 0.5, 1], [1, 4, 3])).toBe(2);
    expect(barrier([0, 0.25, 0.5, 0.75, 1], [5, 4.5, 5, 2, 1])).toBe(2);
  });

  it('is none where the curve hangs through, however high an end is', () => {
    expect(barrier([0, 0.5, 1], [1, 2, 9])).toBe(0);
  });

  it('is the same from the other end', () => {
    expect(barrier([0, 0.25, 0.5, 0.75, 1], [1, 2, 5, 4.5, 5])).toBe(2);
  });

  it('may be taken above a line that the curve does not touch', () => {
    expect(excess([0.5], [3], 1, 2)).toBe(1.5);
    expect(excess([0.5], [1], 1, 2)).toBe(0);
  });
});
