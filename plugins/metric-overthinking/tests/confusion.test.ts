import { describe, expect, it } from 'vitest';

import { confusion } from '../src/confusion.ts';

/** Logits of these probabilities, exit by exit; the last is the final one. Three classes. */
const outputs = (...byExit: readonly (readonly (readonly number[])[])[]) => ({
  samples: byExit[0]?.length ?? 0, width: 3, byExit: byExit.map((rows) => Float32Array.from(rows.flat().map(Math.log))),
});

describe('confusion', () => {
  it('is the sum of all differences of probabilities from the last exit, over the exits before it', () => {
    // Sample 0: |.4 − .1| + |.4 − .6| + |.2 − .3| = .6, then |.1 − .1| + |.2 − .6| + |.7 − .3| = .8.
    // Sample 1: |.2 − .8| + |.5 − .1| + |.3 − .1| = 1.2, then 0.
    // Squares would be .14 + .32 and .56; the largest difference alone .3 + .4 and .6.
    const found = confusion(outputs([[0.4, 0.4, 0.2], [0.2, 0.5, 0.3]], [[0.1, 0.2, 0.7], [0.8, 0.1, 0.1]], [[0.1, 0.6, 0.3], [0.8, 0.1, 0.1]]));
    expect([...found]).toEqual([expect.closeTo(1.4, 6), expect.closeTo(1.2, 6)]);
  });

  it('is 2 at most for each exit before the last, and 0 where there is none', () => {
    const [one, two] = [[1e-30, 1, 1e-30], [1, 1e-30, 1e-30]];
    expect([...confusion(outputs([one], [one], [two]))]).toEqual([expect.closeTo(4, 6)]);
    expect([...confusion(outputs([one]))]).toEqual([0]);
  });
});
