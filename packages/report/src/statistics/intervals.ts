import { studentQuantile, twoSided } from './student.ts';

/** Confidence level of every interval, unless another is asked for. */
export const LEVEL = 0.95;

/** A mean over seeds. */
export interface Estimate {
  readonly mean: number;
  readonly n: number;
  /** Half the width of the t interval, and its level. Null for one value: one seed says nothing about others. */
  readonly interval: { readonly half: number; readonly level: number } | null;
}

/** A difference with its test. */
export interface Difference {
  readonly difference: number;
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
  readonly interval: { readonly low: number; readonly high: number; readonly level: number };
}

/** Mean and t interval (Student, 1908): mean ± t · s / √n with n − 1 degrees of freedom. Null of no values. */
export function estimate(values: readonly number[], level = LEVEL): Estimate | null {
  const n = values.length;
  if (n === 0) return null;
  const mean = average(values);
  if (n === 1) return { mean, n, interval: null };
  return { mean, n, interval: { half: quantile(level, n - 1) * Math.sqrt(variance(values) / n), level } };
}

/**
 * Difference of two means without pairs and without equal variances (Welch, The generalization of "Student's" problem,
 * Biometrika 34, 1947).
 * @throws Error for fewer than two values on a side
 */
export function welchDifference(a: readonly number[], b: readonly number[], level = LEVEL): Difference {
  if (a.length < 2 || b.length < 2) throw new Error(`Two values on each side are needed: there are ${a.length} and ${b.length}.`);
  const [va, vb] = [variance(a) / a.length, variance(b) / b.length];
  const degreesOfFreedom = ((va + vb) * (va + vb)) / ((va * va) / (a.length - 1) + (vb * vb) / (b.length - 1));
  return differ(average(a) - average(b), Math.sqrt(va + vb), degreesOfFreedom, level);
}

/** Arithmetic mean; NaN of nothing. */
export function average(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** Unbiased: over n − 1. NaN of fewer than two values. */
export function variance(values: readonly number[]): number {
  const mean = average(values);
  return values.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / (values.length - 1);
}

// ---------------------------------------------------------------------------------------------------------------------

function differ(difference: number, error: number, degreesOfFreedom: number, level: number): Difference {
  const half = quantile(level, degreesOfFreedom) * error;
  const t = difference / error;
  return {
    difference, t, degreesOfFreedom, p: twoSided(t, degreesOfFreedom), interval: { low: difference - half, high: difference + half, level },
  };
}

function quantile(level: number, degreesOfFreedom: number): number {
  return studentQuantile((1 + level) / 2, degreesOfFreedom);
}
