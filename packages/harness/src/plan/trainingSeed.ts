import type { ResolvedSeed } from '@exitbench/core';

import type { ResolvedRegime } from './resolvedBenchmark.ts';

/** Between the orders of one seed: far more than a benchmark has seeds, so that no other seed has that order. */
const STEP = 1_000_000;

/**
 * What a cell of a seed trains with. A control in another order of the data starts from the same weights and changes samples by
 * the same random numbers; only the order of samples is drawn anew, by `order` + 1,000,000 · n. It may be above the range of seeds.
 */
export function trainingSeed(seed: ResolvedSeed, { order }: Pick<ResolvedRegime, 'order'>): ResolvedSeed {
  return order === 0 ? seed : { ...seed, order: seed.order + STEP * order };
}
