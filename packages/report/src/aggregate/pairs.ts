import type { Pair } from '../statistics/pairedTest.ts';

/**
 * An arm's values by seed, named as `seedLabel` does. Larger is better. `diverged` is an outcome of the experiment; a seed without a
 * value for any other reason (failed, timed out, cost level out of reach) is not in the map.
 */
export type SeedValues = ReadonlyMap<string, number | 'diverged'>;

/** Two arms, seed by seed. No seed is dropped without a name. */
export interface SeedPairs {
  readonly pairs: readonly (Pair & { readonly seed: string })[];
  /** Seeds that only one arm has an outcome for: it, or the seeds' other arm, did not complete. */
  readonly unpaired: readonly { readonly seed: string; readonly only: 'a' | 'b' }[];
  /** Seeds on which one arm or both diverged. They have no difference, and they are not forgotten: see `judgeFamily`. */
  readonly diverged: readonly { readonly seed: string; readonly which: 'a' | 'b' | 'both' }[];
}

/** Pairs by seed: regimes of one seed share their start and their data order. Seeds in the order of a, then those of b alone. */
export function pairBySeed(a: SeedValues, b: SeedValues): SeedPairs {
  const pairs: (Pair & { readonly seed: string })[] = [];
  const unpaired: SeedPairs['unpaired'][number][] = [];
  const diverged: SeedPairs['diverged'][number][] = [];
  for (const seed of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [a.get(seed), b.get(seed)];
    if (x === 'diverged' || y === 'diverged') diverged.push({ seed, which: x === y ? 'both' : x === 'diverged' ? 'a' : 'b' });
    else if (x === undefined) unpaired.push({ seed, only: 'b' });
    else if (y === undefined) unpaired.push({ seed, only: 'a' });
    else pairs.push({ seed, a: x, b: y });
  }
  return { pairs, unpaired, diverged };
}
