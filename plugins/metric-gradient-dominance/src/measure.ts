import { type CellView, type Exit, type ModelHandle, type Split, type WeightValues, known, permutation, randomStream, resolveSeed, subset } from '@exitbench/core';

import { type Inner, blockDominance } from './dominance.ts';
import { innerProducts } from './inner.ts';
import { type BlockWeights, lossOf } from './parts.ts';

/** What the exits' gradients are at some weights. Lists have an entry for each block. */
export interface Measured {
  readonly exits: readonly string[];
  readonly shares: { readonly [exit: string]: readonly number[] };
  readonly dominant: readonly string[];
  readonly finalShare: readonly number[];
  readonly energy: readonly number[];
  readonly conflict: readonly number[];
  readonly cosine: readonly number[];
  /** Σ over exits of C_k / C_K · the mean over blocks of D. */
  readonly centroid: number;
}

/** Training images in mini-batches that are drawn once, for all regimes, seeds and snapshots. Where there are too few, fewer mini-batches, or one of all. */
export function miniBatches(train: Split, count: number, size: number): readonly Split[] {
  const order = permutation(train.length, randomStream(resolveSeed(0), 'analysis', 'metric-gradient-dominance/images'));
  const found = Math.max(1, Math.min(count, Math.floor(train.length / size)));
  return Array.from({ length: found }, (_, b) => subset(train, order.subarray(b * size, (b + 1) * size)));
}

/** Gradients of every exit on every mini-batch, running statistics, block by block. */
export async function measure(handle: ModelHandle, weights: WeightValues, exits: readonly Exit[], batches: readonly Split[], blocks: readonly BlockWeights[], costs: CostOf): Promise<Measured> {
  const inner: Inner[][] = blocks.map(() => []);
  for (const batch of batches) {
    const gradients = await handle.gradients(weights, batch, exits.map(lossOf));
    blocks.forEach(({ paths }, b) => inner[b]?.push(innerProducts(gradients, paths)));
  }
  const found = blocks.map(({ size }, b) => blockDominance(known(inner[b], 'a list for each block'), size));
  const names = exits.map((e) => e.name);
  const last = known(names.at(-1), 'the classifier has weights');
  const shareOf = (k: number): readonly number[] => found.map((f) => f.shares[k] ?? NaN);
  return {
    exits: names,
    shares: Object.fromEntries(names.map((name, k) => [name, shareOf(k)])),
    dominant: found.map(({ shares }) => names[shares.indexOf(Math.max(...shares))] ?? last),
    finalShare: shareOf(names.length - 1),
    energy: found.map((f) => f.energy),
    conflict: found.map((f) => f.conflict),
    cosine: found.map((f) => f.cosine),
    centroid: names.reduce((sum, name, k) => sum + (costs(name) / costs(last)) * (shareOf(k).reduce((a, b) => a + b, 0) / blocks.length), 0),
  };
}

/** Cumulative inference cost of leaving at an exit. */
export type CostOf = (exit: string) => number;

export function costsOf({ exits, costs }: CellView): CostOf {
  return (exit) => known(costs.exits[exits.findIndex((e) => e.name === exit)], 'an exit with weights has a cost');
}
