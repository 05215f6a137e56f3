import type { DataFile, Json, Optimiser, Placement, Recipe, ResolvedImportPhase, ResolvedSeed, ResolvedTrainPhase, Shows, Task } from '@exitbench/core';

/** Version of the line formats. A reader of a version reads all earlier ones too; see `migrate`. */
export const SCHEMA = 3;

/**
 * Raised when the meaning of numbers changes between releases: values under different comparability numbers must not
 * stand in one table.
 */
export const COMPARABILITY = 1;

/** What became of a cell. Closed: a reader may rely on having seen them all. */
export const STATUSES = ['completed', 'skipped', 'excluded', 'failed', 'blocked', 'timeout', 'oom', 'diverged', 'interrupted'] as const;
export type Status = (typeof STATUSES)[number];

/** One line of a results file. */
export type RunRecord = HeaderRecord | EnvironmentRecord | CellRecord | ValueRecord;

/** The first line: what was planned. */
export interface HeaderRecord {
  readonly kind: 'header';
  readonly schema: typeof SCHEMA;
  readonly comparability: number;
  readonly plan: PlanRecord;
  /** The literal of hypotheses as it was before the run: SHA-256 of its canonical JSON, and the commit that holds it, null where the checkout had changes or there was none. */
  readonly hypotheses: { readonly digest: string; readonly commit: string | null } | null;
}

/** The whole plan as plain data: everything that a report says about what was compared. */
export interface PlanRecord {
  readonly benchmark: string;
  readonly title: string;
  readonly question: string;
  readonly profile: string;
  /** The sentence that reports of this profile start with. */
  readonly notice: string | null;
  /** T of the training budget: every one that arms have, ascending. */
  readonly epochs: readonly number[];
  /** Samples used of each split; a null test means all. */
  readonly data: { readonly train: number; readonly validation: number; readonly test: number | null };
  /** Samples a batch in evaluations. */
  readonly evaluationBatch: number;
  /** Learning rates that were tried, ascending, and the seed of the trials. Null where rates are the recipes'. */
  readonly tune: { readonly lr: readonly number[]; readonly seed: ResolvedSeed } | null;
  readonly arms: readonly ArmRecord[];
  readonly cells: readonly PlannedCell[];
  readonly metrics: readonly MetricRecord[];
  /** Where the plugins come from, each once: data sets, architectures, regimes, metrics, in the order of the plan. Empty where nothing is known. */
  readonly sources: readonly SourceRecord[];
  /** The run graph, in an order in which it can run. */
  readonly nodes: readonly PlannedNode[];
}

/** Whose work a plugin is. */
export interface SourceRecord {
  readonly kind: 'dataset' | 'architecture' | 'regime' | 'metric';
  readonly id: string;
  readonly title: string;
  /** Authors, title, year, identifier. */
  readonly citation: string;
  /** Of the data; null for what is not data. */
  readonly licence: string | null;
  /** What it does, in its own words. Absent where that was not kept. */
  readonly description?: string;
}

/** A plugin, head kind or combiner kind with its resolved parameters. */
export interface ChoiceRecord {
  readonly id: string;
  readonly title: string;
  readonly params: { readonly [name: string]: Json };
}

/** One architecture × data set × exits × regime. */
export interface ArmRecord {
  /** Unique in the plan and the same in every run of it. */
  readonly id: string;
  readonly dataset: ChoiceRecord & {
    readonly variant: string;
    /** What the variant is, byte for byte. */
    readonly files: readonly Pick<DataFile, 'name' | 'sha256' | 'bytes'>[];
    /** Samples used of each split. */
    readonly sizes: { readonly train: number; readonly validation: number; readonly test: number };
  };
  readonly architecture: ChoiceRecord;
  readonly exits: { readonly placement: Placement; readonly head: ChoiceRecord; readonly combiner: ChoiceRecord | null };
  /**
   * `label` is what tables call it: the title and what tells it from its neighbours. `order` is 0 for the seed's own order of
   * the data, any other for an order that this arm alone has.
   */
  readonly regime: ChoiceRecord & { readonly label: string; readonly order: number };
  /** A control is shown and never ranked. */
  readonly role: 'ranked' | 'control';
  /** Why it cannot be run; null where it can. */
  readonly excluded: string | null;
  /** Null where the arm is excluded. */
  readonly network: NetworkRecord | null;
  /** T of its training budget. */
  readonly epochs: number;
  /** B in multiply-accumulates of training. Null where the arm is excluded. */
  readonly budget: number | null;
  /** How the network likes to be trained, with what the benchmark says instead: what the regime made its phases of. Null where the arm is excluded. */
  readonly recipe: Recipe | null;
  /** Planned phases, each with everything that it is resolved to. A stopping rule may end one early. */
  readonly phases: readonly { readonly name: string; readonly steps: number; readonly macs: number; readonly resolved: PhaseRecord }[];
}

/** A phase with nothing left to default. The learning rate is null where it is chosen: its `select` node says which it is. */
export type PhaseRecord = ResolvedImportPhase | (Omit<ResolvedTrainPhase, 'optimiser'> & { readonly optimiser: MaybeRated<Optimiser> });

type MaybeRated<O> = O extends Optimiser ? Omit<O, 'rate'> & { readonly rate: number | null } : never;

export interface NetworkRecord {
  readonly task: Task;
  /** Names of the exits, shallowest first; the last is the classifier's. */
  readonly exits: readonly string[];
  /** Inference cost of one sample in multiply-accumulates: the plain backbone, and leaving at each exit. */
  readonly costs: { readonly base: number; readonly exits: readonly number[] };
  /** Trainable values. */
  readonly parameters: number;
}

/** An arm with a seed. */
export interface PlannedCell {
  /** Unique in the plan: the arm's id and the seed. */
  readonly id: string;
  readonly arm: string;
  readonly seed: ResolvedSeed;
  /** Keys of its phases, in order. */
  readonly phases: readonly string[];
  /** Keys of the nodes that it needs, in an order in which they can run: its phases, and where rates are tuned the trials too. */
  readonly nodes: readonly string[];
}

/** A metric with its parameters, and how its results want to be seen. */
export interface MetricRecord {
  /** Unique in the plan: the plugin's id, with parameters where one plugin is used twice. */
  readonly id: string;
  readonly plugin: string;
  readonly revision: number;
  readonly params: { readonly [name: string]: Json };
  readonly label: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower' | 'none';
  /** The most important first. */
  readonly shows: readonly Shows[];
  readonly volatile: boolean;
  /** Ids of the planned cells that it is computed for, in the order of the plan; null for all. */
  readonly only: readonly string[] | null;
}

export type NodeKind = 'prepare' | 'phase' | 'predict' | 'select' | 'analyse';

export interface PlannedNode {
  /** SHA-256 of its resolved inputs. */
  readonly key: string;
  readonly kind: NodeKind;
  /** For people: `backbone`, `metric-exit-accuracy`. */
  readonly name: string;
  /** The key's inputs without code and engine: the same on every machine. */
  readonly recipe: string;
  /** Keys of the nodes that it reads. */
  readonly after: readonly string[];
}

/** Where a run was made. It never names host, user or path. */
export interface EnvironmentRecord {
  readonly kind: 'environment';
  /** Commit of the code; null outside a checkout. */
  readonly commit: string | null;
  /** Whether tracked files differed from the commit. */
  readonly dirty: boolean | null;
  /** SHA-256 of the lockfile. */
  readonly lockfile: string | null;
  /** Everything about the engine that results depend on; `engine` is its id. */
  readonly engine: { readonly engine: string; readonly [field: string]: Json };
  /** Whether the engine gives the same bytes twice. */
  readonly repeatable: boolean;
  /** CPU model. */
  readonly cpu: string;
  /** Version of Node, with its `v`. */
  readonly node: string;
}

/** What became of a cell. */
export interface CellRecord {
  readonly kind: 'cell';
  /** Id of the planned cell. */
  readonly cell: string;
  readonly status: Status;
  /** One sentence; null when the cell completed. */
  readonly reason: string | null;
  /** Last lines of what the failing node wrote; empty when the cell completed. */
  readonly log: readonly string[];
  /** The nodes of the cell that have run, in the plan's order. Cells that share a node repeat it: add up by key. */
  readonly nodes: readonly NodeOutcome[];
}

export interface NodeOutcome {
  readonly key: string;
  readonly kind: NodeKind;
  readonly name: string;
  /** CPU time of the worker while the node ran, when it ran, not when it was read from the store. */
  readonly coreSeconds: number | null;
  /** Largest resident size of the worker while the node ran, in bytes. Null where the worker had done other work before and its system tells one peak a process. */
  readonly peakMemory: number | null;
  /** Phases only. */
  readonly training: TrainingOutcome | null;
  /** Selections only. */
  readonly selection: SelectionOutcome | null;
}

export interface TrainingOutcome {
  /** Steps made and multiply-accumulates spent; less than planned after an early stop. */
  readonly steps: number;
  readonly macs: number;
  readonly history: readonly HistoryPoint[];
}

/** A learning rate that was chosen on validation. */
export interface SelectionOutcome {
  readonly rate: number;
  /** Mean validation accuracy over the exits in [0, 1], or minus the mean squared error in regression; null for a trial that diverged. Ascending rates. */
  readonly trials: readonly { readonly rate: number; readonly score: number | null }[];
}

/** One epoch of a phase. Counters are of the phase, from 1. */
export interface HistoryPoint {
  readonly epoch: number;
  /** Steps done at its end. */
  readonly step: number;
  /** Mean training loss of the epoch's steps. */
  readonly loss: number;
  /** Validation of every exit, where it was evaluated: its mean loss, and its accuracy in [0, 1] (null in regression). */
  readonly validation: { readonly losses: readonly number[]; readonly accuracies: readonly number[] | null } | null;
}

/** A metric's result for a cell, or for several that it compares. */
export interface ValueRecord {
  readonly kind: 'value';
  /** Id of the planned metric. */
  readonly metric: string;
  /** Ids of the planned cells, in the plan's order. */
  readonly cells: readonly string[];
  /** As the metric's own schema says. */
  readonly result: Json;
}
