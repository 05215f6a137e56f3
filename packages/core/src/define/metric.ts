import type { Json } from '../canonical.ts';
import type { ParamValues, Params } from '../params.ts';
import type { Task } from '../network/piece.ts';
import type { Labels } from './dataset.ts';
import { type PluginHead, definePlugin } from './plugin.ts';
import type { ModelHandle } from './handle.ts';

/** Outputs of every exit on one split: for each exit, samples × width values (logits, or values in regression). */
export interface StoredOutputs {
  readonly samples: number;
  readonly width: number;
  readonly byExit: readonly Float32Array[];
}

/** What a finished phase says of itself. */
export interface PhaseFacts {
  readonly name: string;
  readonly steps: number;
  /** Multiply-accumulates of training that were spent. */
  readonly macs: number;
  /** Shares of its planned steps at which weights are kept, ascending; the handle gives them. */
  readonly snapshots: readonly number[];
}

/** What tells the cells of a comparison apart. */
export interface ComparedArm {
  /** What tables call it. */
  readonly label: string;
  /** Id of the regime, and its parameters. */
  readonly regime: string;
  readonly params: { readonly [name: string]: Json };
  readonly role: 'ranked' | 'control';
  /** Which order of the data: 0 is the seed's own, any other an order that this arm alone has. */
  readonly order: number;
}

/** One cell as a metric sees it. Only what its `needs` name is there. */
export interface CellView {
  readonly task: Task;
  readonly exits: readonly { readonly name: string }[];
  /** Cumulative inference cost of leaving at each exit, and of the plain backbone, in multiply-accumulates a sample. */
  readonly costs: { readonly base: number; readonly exits: readonly number[] };
  readonly phases: readonly PhaseFacts[];
  readonly budget: { readonly macs: number };
  /** Metrics that compare cells have it. */
  readonly arm?: ComparedArm;
  readonly outputs?: { readonly validation: StoredOutputs; readonly test: StoredOutputs };
  /** Outputs on the test parts of other data sets, by data set: those that the benchmark names in the metric's `on`. */
  readonly outputsOn?: { readonly [dataset: string]: StoredOutputs };
  readonly labels?: { readonly validation: Labels; readonly test: Labels };
  readonly handle?: ModelHandle;
}

/** What a metric reads beside costs and phases. */
export interface MetricNeeds {
  readonly outputs?: boolean;
  readonly labels?: boolean;
  /** Outputs on other data sets; a benchmark says which: `use(metric, {}, { on: [dataset] })`. */
  readonly outputsOn?: boolean;
  /** Samples of the training split, through the handle. */
  readonly train?: boolean;
  /** Weights at snapshots, through the handle. */
  readonly snapshots?: boolean;
  readonly handle?: boolean;
}

/** What every way of showing may say for itself; where it does not, the metric's own label, unit and direction hold. */
interface ShowsBase {
  /** What is shown: `I(Z;Y) at σ = 0.5`. Metrics with several figures need it. */
  readonly title?: string;
  readonly unit?: string;
  /** Which values of it are better. */
  readonly direction?: 'higher' | 'lower' | 'none';
}

/**
 * How a result wants to be seen. Fields are paths into the result: `exits`, `curve.cost`. Where a path to numbers leads to an
 * object of lists instead of a list, each entry is a part with its own line or panel, under its name.
 */
export type Shows = ShowsBase & (
  /** Numbers by row; an object of lists is a column each. */
  | { readonly kind: 'table'; readonly columns: string; readonly rows: string }
  | { readonly kind: 'curve'; readonly x: string; readonly y: string }
  /** A number for each exit or block. */
  | { readonly kind: 'depth-curve'; readonly pieces: string; readonly values: string }
  /** Shares that sum to one at each exit or block: an object of lists, one list for each part of the whole. */
  | { readonly kind: 'stack'; readonly pieces: string; readonly shares: string }
  /** Heights over a plane: rows of `z` are of `y`. */
  | { readonly kind: 'surface'; readonly x: string; readonly y: string; readonly z: string }
  /** A surface with marked points: a list of `{ x, y, label }`. */
  | { readonly kind: 'plane'; readonly x: string; readonly y: string; readonly z: string; readonly points: string }
);

export interface Metric<P extends Params = Params> extends PluginHead<P> {
  readonly kind: 'metric';
  /** One cell, or all cells that differ only in `over`: `{ over: 'regime' }` compares the regimes of one seed. */
  readonly scope: 'cell' | { readonly over: 'regime' | 'seed' };
  readonly needs: MetricNeeds;
  /** Kinds of task that it is computed for; cells of others have no result of it. Default: all. */
  readonly serves?: readonly Task['kind'][];
  /** Depends on the machine's speed: keyed by the machine, run alone, exempt from byte equality. */
  readonly volatile?: boolean;
  readonly direction: 'higher' | 'lower' | 'none';
  /** `%`, `MAC`, `nat`, … */
  readonly unit: string;
  readonly label: string;
  /** One figure or table, or several, the most important first. */
  readonly shows: Shows | readonly Shows[];
  /** JSON Schema (draft 7) of the result. */
  readonly schema: { readonly [keyword: string]: Json };
  /** A pure function of its inputs. With scope `over`, one view for each cell. */
  compute(cells: readonly CellView[], params: ParamValues<P>): Json | Promise<Json>;
}

/** Makes a metric plugin of a literal. */
export function defineMetric<const P extends Params>(literal: Omit<Metric<P>, 'kind'>): Metric<P> {
  return definePlugin('metric', literal);
}
