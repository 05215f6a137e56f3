import type { PairedTest } from './pairedTest.ts';

/** A difference in units of the spread of the paired differences: how many of their standard deviations. */
export interface EffectSize {
  /** mean / sd (Cohen, Statistical Power Analysis, 1988, §2.3.5). Too large on average for few pairs. */
  readonly dz: number;
  /** d_z times Hedges' correction, without that bias. Null for two pairs, of which there is no correction. */
  readonly gz: number | null;
}

/** d_z and Hedges' g_z (names: Lakens, Frontiers in Psychology 4:863, 2013). Null where differences have no spread. */
export function effectSize({ n, mean, sd }: PairedTest): EffectSize | null {
  if (sd === 0) return null;
  const dz = mean / sd;
  return { dz, gz: n < 3 ? null : dz * hedgesCorrection(n - 1) };
}

/**
 * J(m) = Γ(m/2) / (√(m/2) · Γ((m−1)/2)), exact (Hedges, Journal of Educational Statistics 6, 1981, eq. 6e), for m ≥ 2 degrees of
 * freedom; the familiar 1 − 3 / (4m − 1) approximates it. The ratio r(m) of the two Γ is 1/√π at m = 2, and
 * r(m) · r(m+1) = (m − 1) / 2 because Γ(x + 1) = x Γ(x).
 */
export function hedgesCorrection(degreesOfFreedom: number): number {
  let ratio = 1 / Math.sqrt(Math.PI);
  for (let m = 2; m < degreesOfFreedom; m++) ratio = (m - 1) / (2 * ratio);
  return ratio / Math.sqrt(degreesOfFreedom / 2);
}
