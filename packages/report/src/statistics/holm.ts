/**
 * Holm's step-down adjustment (Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of
 * Statistics 6, 1979). The k-th smallest of m p values is multiplied by m − k + 1; none becomes smaller than the one before
 * it, nor larger than 1. Rejecting what is at most α keeps the chance of any false rejection at α, however the tests depend
 * on each other. Null stands for a test that could not be made: it counts in m, since a family is as large as was planned.
 */
export function holm(values: readonly (number | null)[]): readonly (number | null)[] {
  const adjusted = values.map((): number | null => null);
  const order = values.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((x, y) => x.p - y.p);
  let floor = 0;
  for (const [k, { p, at }] of order.entries()) {
    floor = Math.max(floor, Math.min(1, (values.length - k) * p));
    adjusted[at] = floor;
  }
  return adjusted;
}

/** The level at which m intervals hold together with probability 1 − α (Bonferroni; Dunn, JASA 56, 1961): 1 − α / m. */
export function simultaneousLevel(alpha: number, m: number): number {
  return 1 - alpha / m;
}
