import { describe, expect, it } from 'vitest';

import { speedUps, spreadOf } from '../src/spread.ts';

type SpreadOf = typeof spreadOf;
type SpeedUps = typeof speedUps;

describe('a spread', () => {
  it('is that computed by hand', () => {
    expect(brokenSpread(spreadOf)).toEqual([]);
  });

  it.each<{ readonly slip: string; readonly mutant: SpreadOf; readonly notices: string }>([
    { slip: 'the mean', mutant: (v) => ({ ...spreadOf(v), median: v.reduce((a, b) => a + b, 0) / v.length }), notices: 'outlier' },
    { slip: 'not sorted', mutant: (v) => ({ median: v[Math.floor(v.length / 2)] ?? NaN, lowest: v[0] ?? NaN, highest: v.at(-1) ?? NaN }), notices: 'order' },
    { slip: 'sorted as text', mutant: (v) => ({ ...spreadOf(v), median: v.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))[Math.floor(v.length / 2)] ?? NaN }), notices: 'order' },
    { slip: 'the upper of the two in the middle', mutant: (v) => ({ ...spreadOf(v), median: v.toSorted((a, b) => a - b)[Math.floor(v.length / 2)] ?? NaN }), notices: 'even' },
    { slip: 'ends exchanged', mutant: (v) => ({ ...spreadOf(v), lowest: spreadOf(v).highest, highest: spreadOf(v).lowest }), notices: 'order' },
    { slip: 'writes into what it is given', mutant: (v) => spreadOf((v as number[]).sort((a, b) => a - b)), notices: 'given' },
  ])('$slip: noticed by $notices', ({ mutant, notices }) => {
    expect(brokenSpread(mutant)).toContain(notices);
  });
});

describe('speed-ups', () => {
  it('are those computed by hand', () => {
    expect(brokenSpeedUps(speedUps)).toEqual([]);
  });

  it.each<{ readonly slip: string; readonly mutant: SpeedUps; readonly notices: string }>([
    { slip: 'turned round', mutant: (plain, own) => own.map((t, i) => t / (plain[i] ?? NaN)), notices: 'faster' },
    { slip: 'of the first round only', mutant: (plain, own) => own.map((t) => (plain[0] ?? NaN) / t), notices: 'drift' },
    { slip: 'by the median of the plain one', mutant: (plain, own) => own.map((t) => spreadOf(plain).median / t), notices: 'drift' },
    { slip: 'what is saved', mutant: (plain, own) => own.map((t, i) => ((plain[i] ?? NaN) - t) / (plain[i] ?? NaN)), notices: 'faster' },
  ])('$slip: noticed by $notices', ({ mutant, notices }) => {
    expect(brokenSpeedUps(mutant)).toContain(notices);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** What is wrong with it. */
function brokenSpread(of: SpreadOf): readonly string[] {
  const found: string[] = [];
  const check = (name: string, actual: unknown, wanted: unknown): void => void (JSON.stringify(actual) === JSON.stringify(wanted) || found.push(name));
  check('order', of([9, 100, 20, 3, 40]), { median: 20, lowest: 3, highest: 100 });
  check('outlier', of([1, 2, 3, 4, 1000]), { median: 3, lowest: 1, highest: 1000 });
  check('even', of([4, 1, 2, 8]), { median: 3, lowest: 1, highest: 8 });
  check('one', of([5]), { median: 5, lowest: 5, highest: 5 });
  const given = [3, 1, 2];
  of(given);
  check('given', given, [3, 1, 2]);
  return found;
}

function brokenSpeedUps(of: SpeedUps): readonly string[] {
  const found: string[] = [];
  const check = (name: string, actual: unknown, wanted: unknown): void => void (JSON.stringify(actual) === JSON.stringify(wanted) || found.push(name));
  check('faster', of([8, 8], [4, 2]), [2, 4]);
  check('slower', of([8, 8], [16, 10]), [0.5, 0.8]);
  // The machine was twice, then four times as slow for both.
  check('drift', of([8, 16, 32], [4, 8, 16]), [2, 2, 2]);
  return found;
}
