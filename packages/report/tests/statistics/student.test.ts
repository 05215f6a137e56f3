import { describe, expect, it } from 'vitest';

import { studentCdf, studentQuantile, twoSided } from '../../src/statistics/student.ts';

// Expected numbers: scipy 1.17 (stats.t), unless a closed form is given. jstat is right to 5e-8, relative.
describe('studentCdf', () => {
  it('has the closed forms of one and two degrees of freedom', () => {
    expect(studentCdf(1, 1)).toBeCloseTo(0.75, 8); // ½ + arctan(1) / π
    expect(studentCdf(2, 2)).toBeCloseTo(0.5 + 2 / (2 * Math.sqrt(6)), 8); // ½ + t / (2 √(2 + t²))
    expect(studentCdf(0, 7)).toBeCloseTo(0.5, 8);
  });

  it('is not the normal distribution', () => {
    expect(studentCdf(1.959963985, 4)).toBeLessThan(0.94); // normal: .975
  });
});

describe('studentQuantile', () => {
  it('agrees far into the tail, where families of tests need it', () => {
    expect(studentQuantile(1 - 0.05 / 6, 2)).toBeCloseTo(7.6488039379, 7);
    expect(studentQuantile(1 - 0.05 / 6, 4)).toBeCloseTo(3.9607864828, 7);
    expect(studentQuantile(0.975, 100)).toBeCloseTo(1.9839715185, 6);
  });
});

describe('twoSided', () => {
  it('does not care for the sign and keeps its digits when small', () => {
    expect(twoSided(-50, 4)).toBeCloseTo(9.57445365696969e-7, 15);
    expect(twoSided(50, 4)).toBe(twoSided(-50, 4));
    expect(twoSided(3, 6.3367034675)).toBeCloseTo(0.0224658471, 9);
  });
});
