import { average, variance } from './intervals.ts';
import { studentQuantile, twoSided } from './student.ts';

/** Two values that belong together: one seed's, under either of two regimes. */
export interface Pair {
  readonly a: number;
  readonly b: number;
}

/** What pairs say of the mean of a − b. */
export interface PairedTest {
  /** Pairs. */
  readonly n: number;
  /** Mean of a − b. */
  readonly mean: number;
  /** Of the differences, over n − 1. Exactly 0 where they are equal but for rounding. */
  readonly sd: number;
  /** Null without spread. */
  readonly t: number | null;
  /** Two-sided. */
  readonly p: number;
  /** Where p comes from: Student's t, or the signs alone where the differences have no spread. */
  readonly by: 't' | 'signs';
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/**
 * The paired t test (Student, The probable error of a mean, Biometrika 6, 1908): t = mean / (sd / √n) with n − 1 degrees
 * of freedom. Null for fewer than two pairs.
 *
 * Equal differences have no spread to measure the mean by. The formula would say p = 0 of any number of them, but scores
 * are counts of images, so a few equal differences come about by luck. Their p is that of the exact sign-flip test (Fisher,
 * The Design of Experiments, 1935, §21): all n have one sign, which has probability 2 · 2⁻ⁿ when either sign is as likely;
 * it is at most .05 from six pairs on. Differences that are all zero have p = 1.
 */
export function pairedTest(pairs: readonly Pair[]): PairedTest | null {
  const n = pairs.length;
  if (n < 2) return null;
  const differences = pairs.map(({ a, b }) => a - b);
  const [mean, sd] = [average(differences), Math.sqrt(variance(differences))];
  const dust = roundingOf(pairs);
  if (sd > dust) {
    const t = mean / (sd / Math.sqrt(n));
    return { n, mean, sd, t, p: twoSided(t, n - 1), by: 't' };
  }
  const zero = Math.abs(mean) <= dust;
  return { n, mean: zero ? 0 : mean, sd: 0, t: null, p: zero ? 1 : 2 * 0.5 ** n, by: 'signs' };
}

/** The t interval of the mean of a − b at a level. Null without spread: a width of zero would claim a certainty that nothing shows. */
export function pairedInterval({ n, mean, sd }: PairedTest, level: number): Interval | null {
  if (sd === 0) return null;
  const half = (studentQuantile((1 + level) / 2, n - 1) * sd) / Math.sqrt(n);
  return { low: mean - half, high: mean + half, level };
}

// ---------------------------------------------------------------------------------------------------------------------

/** .812 − .801 and .823 − .812 differ in the last bits: spread below a few units in the last place of the values is none. */
function roundingOf(pairs: readonly Pair[]): number {
  return 4 * Number.EPSILON * Math.max(...pairs.map(({ a, b }) => Math.max(Math.abs(a), Math.abs(b))));
}
