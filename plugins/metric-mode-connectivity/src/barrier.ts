/**
 * How much higher than the straight line between its ends a curve rises: max over α of ℒ(α) − (1 − α) ℒ(0) − α ℒ(1)
 * (Frankle et al., arXiv 1912.05671; Entezari et al., arXiv 2110.06296). 0 at least, because it is 0 at the ends.
 *
 * @param alphas from 0 to 1
 * @param curve one height for each; first and last are the ends
 */
export function barrier(alphas: readonly number[], curve: readonly number[]): number {
  return excess(alphas, curve, curve[0] as number, curve.at(-1) as number);
}

/** The same above the line between two given heights, which the curve need not touch: the most, and 0 at least. */
export function excess(alphas: readonly number[], curve: readonly number[], first: number, last: number): number {
  return Math.max(0, ...curve.map((height, i) => height - (1 - (alphas[i] as number)) * first - (alphas[i] as number) * last));
}
