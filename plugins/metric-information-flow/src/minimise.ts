/** A function to be minimised at a point. */
export interface Evaluated {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly converged: boolean;
  readonly iterations: number;
}

/** Pairs of steps and changes of the gradient that are remembered. */
const MEMORY = 20;
/** A step must gain this share of what the slope promises (Armijo's rule). */
const SUFFICIENT = 1e-4;

/**
 * The minimum of a smooth, strictly convex function by L-BFGS (Liu and Nocedal, Mathematical Programming 45, 1989), with
 * halved steps until Armijo's rule holds. Nothing is random.
 *
 * @param solve the inverse of some positive definite matrix above the curvature, times a vector: with it, the first steps
 *   are of the right length in all directions
 * @param tolerance of the largest entry of the gradient
 */
export function minimise(
  evaluate: (point: Float64Array) => Evaluated, start: Float64Array, solve: (vector: Float64Array) => Float64Array, tolerance: number, most: number,
): Minimum {
  let point = start;
  let here = evaluate(point);
  const pairs: Pair[] = [];
  for (let iterations = 0; ; iterations++) {
    if (largest(here.gradient) <= tolerance) return { point, converged: true, iterations };
    if (iterations === most) return { point, converged: false, iterations };
    const direction = directionOf(here.gradient, pairs, solve);
    const slope = dot(here.gradient, direction);
    let size = 1;
    let [next, there] = step(evaluate, point, direction, size);
    // A minimum that rounding hides ends the search.
    while (there.value > here.value + SUFFICIENT * size * slope && size > 1e-10) [next, there] = step(evaluate, point, direction, (size /= 2));
    if (size <= 1e-10) return { point, converged: false, iterations };
    remember(pairs, minus(next, point), minus(there.gradient, here.gradient));
    [point, here] = [next, there];
  }
}

// ---------------------------------------------------------------------------------------------------------------------

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / ⟨step, change⟩ */
  readonly rate: number;
}

/** Minus the gradient times the remembered curvature's inverse, by two loops (Nocedal, Mathematics of Computation 35, 1980). */
function directionOf(gradient: Float64Array, pairs: readonly Pair[], solve: (vector: Float64Array) => Float64Array): Float64Array {
  const left = gradient.slice();
  const shares = pairs.toReversed().map((pair) => {
    const share = pair.rate * dot(pair.step, left);
    add(left, pair.change, -share);
    return share;
  }).toReversed();
  const direction = solve(left);
  pairs.forEach((pair, i) => add(direction, pair.step, (shares[i] as number) - pair.rate * dot(pair.change, direction)));
  return direction.map((v) => -v);
}

function remember(pairs: Pair[], moved: Float64Array, change: Float64Array): void {
  const product = dot(moved, change);
  if (product <= 0) return; // lost in rounding
  pairs.push({ step: moved, change, rate: 1 / product });
  if (pairs.length > MEMORY) pairs.shift();
}

function step(evaluate: (point: Float64Array) => Evaluated, point: Float64Array, direction: Float64Array, size: number): [Float64Array, Evaluated] {
  const next = point.slice();
  add(next, direction, size);
  return [next, evaluate(next)];
}

function add(to: Float64Array, vector: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + times * (vector[i] as number);
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((v, i) => v - (b[i] as number));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function largest(values: Float64Array): number {
  return values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
}
