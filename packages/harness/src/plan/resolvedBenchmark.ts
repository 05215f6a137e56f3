import type {
  Architecture, Augmentation, CombinerKind, DataFile, Dataset, HeadKind, Json, Metric, Modality, Placement, Port, Recipe, Regime, ResolvedSeed, Task,
} from '@exitbench/core';

/** A plugin, head kind or combiner kind with the values of all its parameters. */
export interface ResolvedUse {
  readonly id: string;
  readonly title: string;
  readonly params: { readonly [name: string]: Json };
}

export interface ResolvedDataset extends ResolvedUse {
  readonly variant: string;
  /** What the variant is, byte for byte. */
  readonly files: readonly Pick<DataFile, 'name' | 'sha256' | 'bytes'>[];
  readonly modality: Modality;
  readonly task: Task;
  readonly input: readonly Port[];
  readonly augmentations: readonly Augmentation['kind'][];
  /** Samples of the whole training part. */
  readonly trainSize: number;
  /** Samples used of each split. */
  readonly sizes: { readonly train: number; readonly validation: number; readonly test: number };
}

export interface ResolvedExits {
  readonly placement: Placement;
  readonly head: ResolvedUse;
  readonly combiner: ResolvedUse | null;
}

export interface ResolvedRegime extends ResolvedUse {
  readonly role: 'ranked' | 'control';
  /** 0 for the seed's own order of the data, any other for an order that this use alone has. */
  readonly order: number;
}

export interface ResolvedMetric extends ResolvedUse {
  /** The part of the cells that it is computed for; null for all. */
  readonly only: MetricPart | null;
  /** Other data sets that networks are tried on. */
  readonly on: readonly ResolvedDataset[];
}

/** Cells by seed, data set and role; null where all are meant. */
export interface MetricPart {
  /** The benchmark's first, whatever part of it is run. */
  readonly seeds: readonly ResolvedSeed[] | null;
  /** By their labels: `mnist:official`. */
  readonly datasets: readonly string[] | null;
  /** Whether controls are meant too. */
  readonly controls: boolean;
}

/** Learning rates to choose from. */
export interface ResolvedTuning {
  /** Ascending. */
  readonly lr: readonly number[];
  /** The seed of the trials: the benchmark's first, whatever part of it is run. */
  readonly seed: ResolvedSeed;
}

/** A benchmark in one profile, with nothing left to default: plain, frozen data. */
export interface ResolvedBenchmark {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly profile: string;
  readonly notice: string | null;
  readonly datasets: readonly ResolvedDataset[];
  readonly architectures: readonly ResolvedUse[];
  readonly exits: readonly ResolvedExits[];
  readonly regimes: readonly ResolvedRegime[];
  readonly metrics: readonly ResolvedMetric[];
  readonly seeds: readonly ResolvedSeed[];
  /** T of the training budgets, ascending. */
  readonly epochs: readonly number[];
  /** Whether names of arms say which: the benchmark has several, whatever part of it is run. */
  readonly namesEpochs: boolean;
  readonly data: { readonly train: number; readonly validation: number; readonly test: number | null };
  readonly recipe: Partial<Recipe>;
  readonly tune: ResolvedTuning | null;
  readonly snapshots: readonly number[] | null;
  readonly evaluationBatch: number;
}

/** The plugins themselves, by id. What plans, keys and records contain is the data above. */
export interface Plugins {
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly architectures: ReadonlyMap<string, Architecture>;
  readonly heads: ReadonlyMap<string, HeadKind>;
  readonly combiners: ReadonlyMap<string, CombinerKind>;
  readonly regimes: ReadonlyMap<string, Regime>;
  readonly metrics: ReadonlyMap<string, Metric>;
}
