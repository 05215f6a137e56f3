import { alongAxis, type CurvePoint, interpolate } from '../statistics/interpolate.ts';
import { type Estimate, LEVEL, estimate } from '../statistics/intervals.ts';

/** Seeds' curves as one: the mean and its t interval at one place of the cost axis. */
export interface BandPoint {
  readonly x: number;
  /** Over all seeds. Null where some seed's curve has no value: a mean over fewer seeds would jump where they end. */
  readonly estimate: Estimate | null;
}

/** Evenly spaced places from the smallest to the largest x of all curves, ends included; the same for all arms of a figure. */
export function commonGrid(curves: readonly (readonly CurvePoint[])[], places = 101): readonly number[] {
  const xs = curves.flatMap((curve) => curve.map((p) => p.x));
  if (xs.length === 0) return [];
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  if (low === high || places < 2) return [low];
  return Array.from({ length: places }, (_, i) => (i === places - 1 ? high : low + ((high - low) * i) / (places - 1)));
}

/**
 * Each seed's curve is interpolated at every place of the grid, then places are averaged over seeds. Averaging points of one threshold
 * instead would mix costs: a threshold sends different shares of the samples to an exit in different seeds.
 */
export function bandOnGrid(seeds: readonly (readonly CurvePoint[])[], grid: readonly number[], level = LEVEL): readonly BandPoint[] {
  const curves = seeds.map(alongAxis);
  return grid.map((x) => {
    const values = curves.flatMap((curve) => interpolate(curve, x) ?? []);
    return { x, estimate: values.length === curves.length ? estimate(values, level) : null };
  });
}
