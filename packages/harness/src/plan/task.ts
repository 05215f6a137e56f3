import type { ComparedArm, NodeKey, PlannedPhase, Placement, Json, PluginKind, ResolvedSeed, Task } from '@exitbench/core';

/** A plugin as another process finds it: it imports the module and takes the export of this kind and id. */
export interface PluginRef {
  readonly kind: PluginKind | 'head' | 'combiner';
  readonly id: string;
  /** URL of the file. */
  readonly module: string;
}

/** A plugin with the values of all its parameters. */
export interface UseRef extends PluginRef {
  readonly params: { readonly [name: string]: Json };
}

export interface DatasetRef extends PluginRef {
  readonly variant: string;
  /** Samples used of each split. */
  readonly sizes: { readonly train: number; readonly validation: number; readonly test: number };
}

/** What a network is built of. */
export interface NetworkRef {
  readonly dataset: DatasetRef;
  readonly architecture: UseRef;
  readonly exits: { readonly placement: Placement; readonly head: UseRef; readonly combiner: UseRef | null };
}

/** A cell as an analysis needs it. */
export interface AnalysedCell {
  readonly network: NetworkRef;
  readonly seed: ResolvedSeed;
  /** B in multiply-accumulates. */
  readonly budget: number;
  readonly phases: readonly { readonly name: string; readonly key: NodeKey }[];
  readonly predict: NodeKey;
  /** Predictions on other data sets, by the data set's id. */
  readonly others: readonly { readonly dataset: string; readonly predict: NodeKey }[];
  /** What tells it from those that it is compared with; null where it stands alone. */
  readonly arm: ComparedArm | null;
  readonly evaluationBatch: number;
}

/** A learning rate that a `select` node chooses. */
export interface RateRef {
  readonly select: NodeKey;
  /** The trials of this very node, same seed and all: the one whose rate is chosen has its result already. Empty for other seeds. */
  readonly trials: readonly { readonly rate: number; readonly key: NodeKey }[];
}

/** What a worker has to know to run a node: plain data. */
export type NodeTask =
  | { readonly kind: 'prepare'; readonly dataset: DatasetRef }
  | {
    readonly kind: 'phase'; readonly network: NetworkRef; readonly planned: PlannedPhase; readonly seed: ResolvedSeed;
    /** What replaces the optimiser's rate; null where the phase says it. */
    readonly rate: RateRef | null;
    /** The phase before; null at the start. */
    readonly previous: NodeKey | null; readonly evaluationBatch: number;
  }
  | {
    readonly kind: 'predict'; readonly network: NetworkRef; readonly seed: ResolvedSeed; readonly previous: NodeKey | null;
    readonly evaluationBatch: number;
    /** Of a trial: the pieces that have run so far. Nothing else is evaluated, and on validation alone. Null: everything, on both parts. */
    readonly pieces: readonly string[] | null;
    /** Another data set, of whose test part alone outputs are wanted. Null: the network's own. */
    readonly on: DatasetRef | null;
  }
  | {
    readonly kind: 'select'; readonly task: Task;
    /** The exits that are scored. */
    readonly exits: readonly string[];
    /** In ascending order of their rates. One whose phase has diverged has no prediction. */
    readonly trials: readonly { readonly rate: number; readonly phase: NodeKey; readonly predict: NodeKey }[];
  }
  | { readonly kind: 'analyse'; readonly metric: UseRef; readonly cells: readonly AnalysedCell[] };
