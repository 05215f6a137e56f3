/** The middle of some numbers, and their ends. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Of an even number of values the median is the mean of the two in the middle. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? NaN;
  const last = sorted.length - 1;
  return { median: (at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2, lowest: at(0), highest: at(last) };
}

/** How many times faster than the plain one something was, each round for itself: both were timed within seconds. */
export function speedUps(plain: readonly number[], own: readonly number[]): readonly number[] {
  return own.map((time, round) => (plain[round] ?? NaN) / time);
}
