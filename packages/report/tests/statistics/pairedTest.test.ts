import { describe, expect, it } from 'vitest';

import { effectSize, hedgesCorrection } from '../../src/statistics/effectSize.ts';
import { type Pair, type PairedTest, pairedInterval, pairedTest } from '../../src/statistics/pairedTest.ts';

// Worked with scipy (ttest_rel) to ten digits.
const worked: readonly Pair[] = [[0.812, 0.801], [0.824, 0.806], [0.809, 0.799], [0.831, 0.812], [0.818, 0.803]].map(([a = NaN, b = NaN]) => ({ a, b }));

function tested(pairs: readonly Pair[]): PairedTest {
  const test = pairedTest(pairs);
  if (test === null) throw new Error('no test');
  return test;
}

const against0 = (...differences: number[]): readonly Pair[] => differences.map((a) => ({ a, b: 0 }));

describe('pairedTest', () => {
  it('agrees with the worked example', () => {
    const test = tested(worked);
    expect(test).toMatchObject({ n: 5, by: 't' });
    expect(test.mean).toBeCloseTo(0.0146, 12);
    expect(test.sd).toBeCloseTo(0.0040373258, 10);
    expect(test.t).toBeCloseTo(8.0861921241, 8);
    expect(test.p).toBeCloseTo(0.0012709942, 9);
    const interval = pairedInterval(test, 0.95);
    expect(interval?.low).toBeCloseTo(0.0095869978, 9);
    expect(interval?.high).toBeCloseTo(0.0196130022, 9);
  });

  it('has another interval at another level', () => {
    const interval = pairedInterval(tested(worked), 1 - 0.05 / 3);
    expect(interval?.low).toBeCloseTo(0.0074486138, 9);
    expect(interval?.high).toBeCloseTo(0.0217513862, 9);
  });

  it('depends on which values belong together', () => {
    const swapped = worked.map(({ a }, i) => ({ a, b: worked[4 - i]?.b ?? NaN }));
    expect(tested(swapped).mean).toBeCloseTo(0.0146, 12);
    expect(tested(swapped).t).toBeLessThan(5);
  });

  it('changes sign with the sides, and nothing else', () => {
    const reversed = tested(worked.map(({ a, b }) => ({ a: b, b: a })));
    expect(reversed.t).toBeCloseTo(-8.0861921241, 8);
    expect(reversed.p).toBeCloseTo(tested(worked).p, 15);
  });

  it('says nothing of fewer than two pairs', () => {
    expect(pairedTest([])).toBeNull();
    expect(pairedTest([{ a: 1, b: 0 }])).toBeNull();
    expect(pairedTest(against0(1, 2))).not.toBeNull();
  });
});

describe('pairs without spread', () => {
  it('are judged by their signs, not by a division by zero', () => {
    expect(tested(against0(1, 1, 1))).toEqual({ n: 3, mean: 1, sd: 0, t: null, p: 0.25, by: 'signs' }); // 2 · 2⁻³
    expect(tested(against0(-1, -1, -1, -1, -1, -1)).p).toBe(0.03125); // 2 · 2⁻⁶
    expect(pairedInterval(tested(against0(1, 1, 1)), 0.95)).toBeNull();
    expect(effectSize(tested(against0(1, 1, 1)))).toBeNull();
  });

  it('are recognised behind the last bits of decimals', () => {
    const pairs = [{ a: 0.812, b: 0.801 }, { a: 0.823, b: 0.812 }, { a: 0.331, b: 0.32 }];
    expect(new Set(pairs.map(({ a, b }) => a - b)).size).toBeGreaterThan(1); // the differences differ as doubles
    expect(tested(pairs)).toMatchObject({ sd: 0, by: 'signs', p: 0.25 });
  });

  it('are not seen where there is a little spread', () => {
    expect(tested([{ a: 0.8121, b: 0.801 }, { a: 0.823, b: 0.812 }, { a: 0.331, b: 0.32 }])).toMatchObject({ by: 't' });
  });

  it('have p = 1 where all differences are zero', () => {
    expect(tested([{ a: 0.8, b: 0.8 }, { a: 0.7, b: 0.7 }])).toEqual({ n: 2, mean: 0, sd: 0, t: null, p: 1, by: 'signs' });
  });
});

describe('effectSize', () => {
  it('is mean by sd, and smaller after Hedges’ correction', () => {
    const effect = effectSize(tested(worked));
    expect(effect?.dz).toBeCloseTo(0.0146 / 0.0040373258, 5); // 3.61626
    expect(effect?.gz).toBeCloseTo(3.6162550537 * 0.7978845608, 8);
  });

  it('has no correction for two pairs', () => {
    expect(effectSize(tested(against0(1, 3)))).toEqual({ dz: 2 / Math.sqrt(2), gz: null });
  });
});

describe('hedgesCorrection', () => {
  it('is the ratio of gamma functions', () => {
    expect(hedgesCorrection(2)).toBeCloseTo(1 / Math.sqrt(Math.PI), 14); // Γ(1) / (√1 Γ(½))
    expect(hedgesCorrection(3)).toBeCloseTo(Math.sqrt(Math.PI) / 2 / Math.sqrt(1.5), 14); // Γ(1.5) / (√1.5 Γ(1))
    expect(hedgesCorrection(4)).toBeCloseTo(Math.sqrt(2 / Math.PI), 14); // Γ(2) / (√2 · √π / 2)
    expect(hedgesCorrection(29)).toBeCloseTo(0.9738749846, 10); // scipy
  });

  it('is not its approximation', () => {
    expect(hedgesCorrection(4)).not.toBeCloseTo(1 - 3 / (4 * 4 - 1), 3); // .8
  });
});
