import type { Probe } from './probe.ts';
import { type Solution, combined, distance, normOf, product } from './solution.ts';

/** Heights over the plane through three solutions. Coordinates are lengths along two orthogonal directions in units of the first solution's norm. */
export interface Plane {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Loss at each point, rows of y, to 4 significant digits. */
  readonly z: readonly (readonly number[])[];
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[];
  /** Distances between each two solutions in the same unit. */
  readonly distances: readonly { readonly a: string; readonly b: string; readonly distance: number }[];
  /** What the axes are. */
  readonly axes: { readonly x: string; readonly y: string; readonly unit: string };
}

export interface Named {
  readonly label: string;
  readonly solution: Solution;
}

/** A place of the plane: θ₀ + u · x‖θ₀‖ + v · y‖θ₀‖ with orthonormal u and v. */
export interface Basis {
  readonly points: Plane['points'];
  at(x: number, y: number): Solution;
}

/**
 * The plane through three solutions (Garipov et al., arXiv 1802.10026, appendix A.3): the first is the origin, the x
 * axis leads to the third, and the second lies above it.
 *
 * @returns nothing where the three are on one line: there is no plane through them alone
 */
export function basisOf(origin: Named, above: Named, along: Named): Basis | undefined {
  const [o, a, b] = [origin.solution, above.solution, along.solution];
  const norm = normOf(o);
  const width = distance(o, b);
  const ahead = product(a, b, o) / width;
  const height = Math.sqrt(Math.max(0, product(a, a, o) - ahead * ahead));
  // Weights are float32: below this share of the distance, a height is rounding.
  if (!(norm > 0 && width > 0 && height > 1e-4 * distance(o, a))) return undefined;
  const paths = Object.keys(o);
  return {
    points: [
      { x: 0, y: 0, label: origin.label },
      { x: ahead / norm, y: height / norm, label: above.label },
      { x: width / norm, y: 0, label: along.label },
    ],
    at(x, y) {
      // θ₀ + s (b − θ₀) + t (a − θ₀): first up to the height, then along what is left.
      const t = (y * norm) / height;
      const s = (x * norm - t * ahead) / width;
      return combined(paths, [[1 - s - t, o], [t, a], [s, b]]);
    },
  };
}

/** The loss over the plane, a fifth of its extent further than the solutions on each side. */
export async function planeThrough(probe: Probe, named: readonly [Named, Named, Named], steps: number): Promise<Plane | undefined> {
  const [origin, above, along] = named;
  const basis = basisOf(origin, above, along);
  if (basis === undefined) return undefined;
  const [x, y] = [axis(basis.points.map((p) => p.x), steps), axis(basis.points.map((p) => p.y), steps)];
  const z: (readonly number[])[] = [];
  for (const row of y) {
    const heights: number[] = [];
    for (const column of x) heights.push(Number((await probe.loss(basis.at(column, row))).toPrecision(4)));
    z.push(heights);
  }
  const norm = normOf(origin.solution);
  const couples = [[origin, above], [origin, along], [above, along]] as const;
  return {
    x, y, z, points: basis.points,
    distances: couples.map(([a, b]) => ({ a: a.label, b: b.label, distance: distance(a.solution, b.solution) / norm })),
    axes: { x: `from ${origin.label} towards ${along.label}`, y: `orthogonal to it, towards ${above.label}`, unit: `norm of ${origin.label}’s weights` },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** How much further than the solutions the plane reaches, as a share of their extent. */
const MARGIN = 0.2;

function axis(values: readonly number[], steps: number): readonly number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [start, extent] = [low - MARGIN * (high - low), (1 + 2 * MARGIN) * (high - low)];
  return Array.from({ length: steps }, (_, i) => start + (extent * i) / (steps - 1));
}
