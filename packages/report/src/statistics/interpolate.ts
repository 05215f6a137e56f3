/** A point of a curve on an axis. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** A curve in the order of its axis; points of one x are one point with their mean y, so that no order among them matters. */
export function alongAxis(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const sums = new Map<number, { y: number; n: number }>();
  for (const { x, y } of points) {
    const { y: sum, n } = sums.get(x) ?? { y: 0, n: 0 };
    sums.set(x, { y: sum + y, n: n + 1 });
  }
  return [...sums].map(([x, { y, n }]) => ({ x, y: y / n })).sort((p, q) => p.x - q.x);
}

/**
 * The curve's height at x, linear between its two neighbours. Null left of its first point and right of its last: what was
 * not measured is not guessed.
 * @param curve as `alongAxis` gives it
 */
export function interpolate(curve: readonly CurvePoint[], x: number): number | null {
  const next = curve.findIndex((p) => p.x >= x);
  const right = curve[next];
  if (right === undefined) return null;
  if (right.x === x) return right.y;
  const left = curve[next - 1];
  if (left === undefined) return null;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}
