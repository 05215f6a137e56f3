import { type WeightSpec, type WeightValues, known } from '@exitbench/core';

/** The trained weights of one network, by path: no running statistics. Solutions of one metric have the same paths. */
export type Solution = WeightValues;

/** Some weights out of many. */
export function solutionOf(values: WeightValues, specs: readonly WeightSpec[]): Solution {
  return Object.fromEntries(specs.map(({ path }) => [path, known(values[path], `${path} has a value`)]));
}

/**
 * (1 − k/n) a + (k/n) b. Both shares are quotients of whole numbers, so that the path from b to a has the very same points.
 *
 * @param paths weights that move; the others stay a's. Default: all
 */
export function between(a: Solution, b: Solution, k: number, n: number, paths: readonly string[] = Object.keys(a)): Solution {
  const [toA, toB] = [(n - k) / n, k / n];
  return { ...a, ...combined(paths, [[toA, a], [toB, b]]) };
}

/** Σ factor · solution, in double precision. */
export function combined(paths: readonly string[], parts: readonly (readonly [factor: number, solution: Solution])[]): Solution {
  return Object.fromEntries(paths.map((path) => {
    const lists = parts.map(([factor, solution]) => [factor, known(solution[path], 'solutions have the same paths')] as const);
    const { shape, values } = known(lists[0], 'there is a part')[1];
    return [path, { shape, values: values.map((_, i) => lists.reduce((sum, [factor, list]) => sum + factor * (list.values[i] as number), 0)) }];
  }));
}

/** Inner product of a − o and b − o over all weights. */
export function product(a: Solution, b: Solution, o?: Solution): number {
  let sum = 0;
  for (const [path, { values }] of Object.entries(a)) {
    const [other, origin] = [known(b[path], 'solutions have the same paths').values, o?.[path]?.values];
    for (let i = 0; i < values.length; i++) {
      const from = origin?.[i] ?? 0;
      sum += ((values[i] as number) - from) * ((other[i] as number) - from);
    }
  }
  return sum;
}

/** Euclidean norm of all weights together. */
export function normOf(a: Solution): number {
  return Math.sqrt(product(a, a));
}

/** Euclidean distance of two solutions. */
export function distance(a: Solution, b: Solution): number {
  return Math.sqrt(product(a, a, b));
}
