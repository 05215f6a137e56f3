import type { SurfaceView } from '../view.ts';

/** What colours tell apart: heights from `low` to `high`. Clipped where some are higher, which all have the last colour. */
export interface HeightRange {
  readonly low: number;
  readonly high: number;
  readonly clipped: boolean;
}

/**
 * From the lowest height of all panels to twice the distance of the upper quartile above it, or to the highest where that is lower:
 * losses far from a minimum would take all colours. Quartiles are interpolated. Without finite heights from 0 to 1.
 */
export function heightRange(panels: SurfaceView['panels']): HeightRange {
  const heights = panels.flatMap((p) => p.values.flat()).filter(Number.isFinite).toSorted((a, b) => a - b);
  const [low, highest] = [heights[0], heights.at(-1)];
  if (low === undefined || highest === undefined) return { low: 0, high: 1, clipped: false };
  const high = low + 2 * (quantile(heights, 0.75) - low);
  return high > low && highest > high ? { low, high, clipped: true } : { low, high: highest, clipped: false };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Between the two values around the place, in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] ?? NaN, sorted[Math.ceil(place)] ?? NaN];
  return below + (above - below) * (place - Math.floor(place));
}
