import { describe, expect, it } from 'vitest';

import { mcnemar } from '../src/mcnemar.ts';

describe('mcnemar', () => {
  it('sums binomials', () => {
    const { p, midP } = mcnemar(10, 3);
    expect(p).toBeCloseTo((2 * (1 + 13 + 78 + 286)) / 8192, 12); // C(13, 0 … 3) of 2¹³
    expect(midP).toBeCloseTo((2 * (1 + 13 + 78) + 286) / 8192, 12); // what was observed counts once
  });

  it('has the example of Fagerland and colleagues', () => {
    const { p, midP } = mcnemar(1, 7); // airway responsiveness of 21 children: .070 and .039
    expect(p).toBeCloseTo(0.0703125, 12); // 2 · (1 + 8) / 256
    expect(midP).toBeCloseTo(0.0390625, 12); // .0703125 − 8 / 256
  });

  it('does not care who is first', () => {
    expect(mcnemar(3, 10).p).toBe(mcnemar(10, 3).p);
  });

  it('never passes one, and takes off half where counts are equal', () => {
    expect(mcnemar(7, 7).p).toBe(1);
    expect(mcnemar(7, 7).midP).toBeCloseTo(1 - 3432 / 16384 / 2, 12); // C(14, 7) of 2¹⁴
    expect(mcnemar(1, 0)).toMatchObject({ p: 1, midP: 0.5 });
    expect(mcnemar(0, 0)).toMatchObject({ p: 1, midP: 1 });
  });

  it('bears the counts of a whole test set', () => {
    expect(mcnemar(400, 300).p).toBeCloseTo(0.000178476314486, 15); // scipy
    expect(mcnemar(400, 300).midP).toBeCloseTo(0.000154981763615, 15);
    expect(mcnemar(3000, 3000).midP).toBeCloseTo(1 - 0.5 / Math.sqrt(Math.PI * 3000), 5); // Stirling
    expect(mcnemar(6000, 3000).p).toBeLessThan(1e-200);
  });
});
