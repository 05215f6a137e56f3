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
}

/** One cell as a metric sees it. Only what its `needs` name is there. */
export interface CellView {
  readonly task: Task;
  readonly exits: readonly { readonly name: string }[];
  /** Cumulative inference cost of leaving at each exit, and of the plain backbone, in multiply-accumulates a sample. */
  readonly costs: { readonly base: number; readonly exits: readonly number[] };
  readonly phases: readonly PhaseFacts[];
  readonly budget: { readonly macs: number };
  readonly outputs?: { readonly validation: StoredOutputs; readonly test: StoredOutputs };
  readonly labels?: { readonly validation: Labels; readonly test: Labels };
  readonly handle?: ModelHandle;
}

/** What a metric reads beside costs and phases. */
export interface MetricNeeds {
  readonly outputs?: boolean;
  readonly labels?: boolean;
  /** Samples of the training split, through the handle. */
  readonly train?: boolean;
  /** Weights at snapshots, through the handle. */
  readonly snapshots?: boolean;
  readonly handle?: boolean;
}

/** How a result wants to be seen. Fields are paths into the result: `exits`, `curve.cost`. */
export type Shows =
  | { readonly kind: 'table'; readonly columns: string; readonly rows: string }
  | { readonly kind: 'curve'; readonly x: string; readonly y: string }
  | { readonly kind: 'depth-curve'; readonly pieces: string; readonly values: string }
  | { readonly kind: 'surface'; readonly x: string; readonly y: string; readonly z: string }
  | { readonly kind: 'plane'; readonly x: string; readonly y: string; readonly z: string; readonly points: string };

export interface Metric<P extends Params = Params> extends PluginHead<P> {
  readonly kind: 'metric';
  /** One cell, or all cells that differ only in `over`: `{ over: 'regime' }` compares the regimes of one seed. */
  readonly scope: 'cell' | { readonly over: 'regime' | 'seed' };
  readonly needs: MetricNeeds;
  /** Depends on the machine's speed: keyed by the machine, run alone, exempt from byte equality. */
  readonly volatile?: boolean;
  readonly direction: 'higher' | 'lower' | 'none';
  /** `%`, `MAC`, `nat`, … */
  readonly unit: string;
  readonly label: string;
  readonly shows: Shows;
  /** JSON Schema (draft 7) of the result. */
  readonly schema: { readonly [keyword: string]: Json };
  /** A pure function of its inputs. With scope `over`, one view for each cell. */
  compute(cells: readonly CellView[], params: ParamValues<P>): Json | Promise<Json>;
}

/** Makes a metric plugin of a literal. */
export function defineMetric<const P extends Params>(literal: Omit<Metric<P>, 'kind'>): Metric<P> {
  return definePlugin('metric', literal);
}
