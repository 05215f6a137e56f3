import type { CombinerKind, HeadKind } from '../network/kinds.ts';
import type { Placement } from '../network/placement.ts';
import type { Recipe } from '../phase.ts';
import type { Seed } from '../seeds.ts';
import type { Architecture } from './architecture.ts';
import type { DatasetUse } from './datasetUse.ts';
import type { Metric } from './metric.ts';
import type { Regime } from './regime.ts';
import type { MaybeUse } from './use.ts';

/** Where the exits are and what they are made of. */
export interface ExitsChoice {
  readonly placement: Placement;
  readonly head: MaybeUse<HeadKind>;
  readonly combiner?: MaybeUse<CombinerKind>;
}

/** How much of each split is used. Subsets are nested, stratified by class and fixed for each data set. */
export interface DataSizes {
  readonly train: number;
  readonly validation: number;
  /** Default: all. */
  readonly test?: number;
}

/** The size of a benchmark: everything that a profile may change. Lists are the axes of the product. */
export interface BenchmarkSize {
  readonly datasets: readonly DatasetUse[];
  readonly architectures: readonly MaybeUse<Architecture>[];
  readonly exits: readonly ExitsChoice[];
  readonly regimes: readonly MaybeUse<Regime>[];
  readonly metrics: readonly MaybeUse<Metric>[];
  readonly seeds: readonly (number | Seed)[];
  /** T of the training budget; several are an axis of the product. */
  readonly epochs: number | readonly number[];
  readonly data: DataSizes;
  /**
   * Learning rates to try. Each regime's last phase gets the one that has the best mean validation accuracy over the exits on
   * the first seed, and so does a backbone phase before it: one choice that regimes share. Without it rates are the recipe's.
   */
  readonly tune?: { readonly lr: readonly number[] };
  /** Overrides parts of every architecture's recipe. */
  readonly recipe?: Partial<Recipe>;
  /** Shares of each phase at which weights are kept; default: what phases say. */
  readonly snapshots?: readonly number[];
  /** Samples a batch in evaluations. Changes the last digits, so it is in keys. Default 500. */
  readonly evaluationBatch?: number;
  /** A sentence that every report of this profile starts with. */
  readonly notice?: string;
}

export interface Benchmark extends BenchmarkSize {
  readonly id: string;
  readonly title: string;
  /** What it is meant to find out. */
  readonly question: string;
  /** Named sizes, each an override of the literal. A benchmark takes part in the profiles that it names. */
  readonly profiles: { readonly [name: string]: Partial<BenchmarkSize> };
}

/** Gives a literal its type and freezes it. It is checked when it is resolved. */
export function defineBenchmark(literal: Benchmark): Benchmark {
  return Object.freeze(literal);
}
