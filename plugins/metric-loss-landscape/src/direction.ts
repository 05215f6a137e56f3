import { ExitbenchError, type Random, type WeightSpec, type WeightValues, known } from '@exitbench/core';

/** A change of each weight, by path. */
export interface Direction {
  readonly [path: string]: Float64Array;
}

/** What becomes of weights of one axis, biases and norms: they stay, or each moves by its own size, either way. */
export type OneDim = 'zero' | 'library';

/**
 * A random direction in which every filter is as long as the weights': d_f ← d_f · ‖θ_f‖ / ‖d_f‖ with Gaussian d_f
 * (Li et al., arXiv 1712.09913, section 4). A filter of a kernel is what one output reads, of a table one row.
 *
 * Weights of one axis are filters of one number to the library `loss-landscapes`, so that each becomes ± itself
 * (`library`); Li et al. leave biases and norms where they are (`zero`).
 *
 * @param stream the randomness of a weight, by its path
 */
export function filterNormalised(specs: readonly WeightSpec[], values: WeightValues, oneDim: OneDim, stream: (path: string) => Random): Direction {
  return Object.fromEntries(specs.map((spec) => {
    const theta = valuesOf(values, spec.path);
    const random = stream(spec.path);
    const drawn = Float64Array.from(theta, () => random.normal());
    return [spec.path, spec.shape.length > 1 ? normalised(drawn, theta, filters(spec)) : drawn.map((d, i) => (oneDim === 'zero' ? 0 : Math.sign(d) * Math.abs(theta[i] as number)))];
  }));
}

/** Euclidean norm of some weights together, or of a direction. */
export function normOf(values: Direction | { readonly [path: string]: Float32Array }): number {
  return Math.sqrt(Object.values(values).reduce((sum, list) => sum + squares(list), 0));
}

/** The direction with another length. @throws ExitbenchError `bad-argument` when it has none */
export function ofLength(direction: Direction, length: number): Direction {
  const norm = normOf(direction);
  if (!(norm > 0)) throw new ExitbenchError('bad-argument', 'The direction leads nowhere: no weight of this part has more than one axis and a value other than 0.', { at: 'metric-loss-landscape', hint: 'Choose another `part`.' });
  return Object.fromEntries(Object.entries(direction).map(([path, list]) => [path, list.map((d) => (d * length) / norm)]));
}

/** θ + Σ amount · direction. Weights without a direction stay as they are. */
export function moved(values: WeightValues, ...moves: readonly (readonly [amount: number, direction: Direction])[]): WeightValues {
  const paths = new Set(moves.flatMap(([, direction]) => Object.keys(direction)));
  const changed = [...paths].map((path) => {
    const { shape, values: theta } = known(values[path], `${path} has a value`);
    const at = (v: number, i: number): number => moves.reduce((sum, [amount, direction]) => sum + amount * (direction[path]?.[i] ?? 0), v);
    return [path, { shape, values: theta.map(at) }] as const;
  });
  return { ...values, ...Object.fromEntries(changed) };
}

/** For the number at each place of a weight, the number of its filter. */
export function filters({ shape, role }: WeightSpec): (place: number) => number {
  const last = shape.at(-1) ?? 1;
  // Kernels are [… inputs, outputs]; tables are [rows, width].
  return role === 'embedding' ? (place) => Math.floor(place / last) : (place) => place % last;
}

// ---------------------------------------------------------------------------------------------------------------------

function normalised(drawn: Float64Array, theta: Float32Array, filterAt: (place: number) => number): Float64Array {
  const sums = new Map<number, { drawn: number; theta: number }>();
  drawn.forEach((d, i) => {
    const sum = sums.get(filterAt(i)) ?? { drawn: 0, theta: 0 };
    const t = theta[i] as number;
    sums.set(filterAt(i), { drawn: sum.drawn + d * d, theta: sum.theta + t * t });
  });
  return drawn.map((d, i) => {
    const sum = known(sums.get(filterAt(i)), 'every place has a filter');
    return d * Math.sqrt(sum.theta / sum.drawn);
  });
}

function squares(list: Float64Array | Float32Array): number {
  let sum = 0;
  for (const v of list) sum += v * v;
  return sum;
}

function valuesOf(values: WeightValues, path: string): Float32Array {
  return known(values[path], `${path} has a value`).values;
}
