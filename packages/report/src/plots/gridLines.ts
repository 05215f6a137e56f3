import { bandOnGrid, commonGrid } from '../aggregate/curves.ts';
import { type CurvePoint, alongAxis, interpolate } from '../statistics/interpolate.ts';
import { estimate } from '../statistics/intervals.ts';
import type { Line } from './lineFigure.ts';

/** Places along each way of spacing them: enough for a smooth line, few enough for a table. */
const PLACES = 17;

/** Most places that curves have in common and that are kept. */
const MOST = 21;

/** The curves of one regime, one for each seed. */
export interface Curves {
  readonly regime: string | null;
  readonly role: 'ranked' | 'control';
  readonly part: string | null;
  readonly seeds: readonly { readonly seed: string; readonly points: readonly CurvePoint[] }[];
}

/**
 * Curves over one axis as lines with a mean: where all have the same places these are kept, or some of them where they are many;
 * else each is interpolated at places that are the same for all.
 */
export function gridLines(curves: readonly Curves[]): readonly Line[] {
  const all = curves.flatMap((c) => c.seeds.map((s) => alongAxis(s.points)));
  const shared = sharedPlaces(all);
  const kept = shared === null ? [] : someOf(shared.length);
  const grid = shared === null ? gridOf(all) : kept.map((i) => shared[i] as number);
  return curves.map(({ regime, role, part, seeds }): Line => {
    const own = seeds.map(({ seed, points }) => ({ seed, points: alongAxis(points) }));
    const band = shared === null ? bandOnGrid(own.map((s) => s.points), grid) : null;
    const points = grid.map((x, i) => {
      const values = own.map(({ seed, points: curve }) => ({ seed, y: shared === null ? interpolate(curve, x) : (curve[kept[i] ?? -1]?.y ?? null) }));
      return { x, seeds: values, mean: band === null ? estimate(values.flatMap((v) => v.y ?? [])) : (band[i]?.estimate ?? null) };
    });
    return { regime, role, part, points };
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function sharedPlaces(curves: readonly (readonly CurvePoint[])[]): readonly number[] | null {
  const [first = []] = curves;
  const same = curves.every((c) => c.length === first.length && c.every((p, i) => p.x === first[i]?.x));
  return same ? first.map((p) => p.x) : null;
}

/** Indices of a list, the first and the last among them, and not more than are wanted. */
function someOf(length: number): readonly number[] {
  if (length <= MOST) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: MOST }, (_, i) => Math.round((i * (length - 1)) / (MOST - 1)));
}

/** Evenly spaced places, and others whose ratio is even: accuracy climbs fastest where inference is cheap. */
function gridOf(curves: readonly (readonly CurvePoint[])[]): readonly number[] {
  const even = commonGrid(curves, PLACES);
  const [low, high] = [even[0] ?? 0, even.at(-1) ?? 0];
  if (low <= 0) return even;
  const step = Math.log(high / low) / (PLACES - 1);
  const ratio = Array.from({ length: PLACES - 2 }, (_, i) => low * Math.exp(step * (i + 1)));
  return [...new Set([...even, ...ratio])].toSorted((a, b) => a - b);
}
