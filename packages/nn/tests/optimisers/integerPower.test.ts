import { describe, expect, it } from 'vitest';

import { integerPower } from '../../src/optimisers/integerPower.ts';

describe('integerPower', () => {
  it('is exact where doubles are', () => {
    expect(integerPower(0.9, 0)).toBe(1);
    expect(integerPower(0.9, 1)).toBe(0.9);
    expect(integerPower(3, 13)).toBe(1594323);
    expect(integerPower(2, 100)).toBe(1267650600228229401496703205376);
  });

  it('agrees with the exponential of the logarithm', () => {
    // A dozen roundings in the exponent of 999 · log(.999): relative 1e-13 is a thousand units in the last place.
    expect(integerPower(0.999, 999) / Math.exp(999 * Math.log(0.999))).toBeCloseTo(1, 12);
  });
});
