import type { Network } from '../network/network.ts';
import type { ResolvedTerm } from '../phase.ts';
import type { Labels, Split } from './dataset.ts';

/** Values of weights by path, outside any engine. */
export type WeightValues = { readonly [path: string]: { readonly shape: readonly number[]; readonly values: Float32Array } };

export interface Forwarded {
  /** For each exit that runs: samples × width values. */
  readonly exits: { readonly [exit: string]: Float32Array };
  /** For each tapped piece: its representation, samples × the product of its shape. */
  readonly taps: { readonly [piece: string]: Float32Array };
}

/** A leaving sample's exit and answer, from a pass that really stopped. */
export interface Inferred {
  /** Index of the exit at which each sample left. */
  readonly exit: Int32Array;
  /** The emitted output of each sample: samples × width. */
  readonly outputs: Float32Array;
}

/** Decides for the rows that are still in: whether each leaves here. The last exit takes all. */
export interface ExitDecision {
  /** Indices of the exits at which samples may leave, ascending; default: all. Of the others nothing runs but what these read, and the last of these takes all. */
  readonly at?: readonly number[];
  /** @param outputs rows × width, of exit `exit` */
  leaves(outputs: Float32Array, width: number, exit: number): readonly boolean[];
}

/** Weights that are with the engine: nothing is handed over from call to call, and what an engine records of a decision stays recorded. */
export interface LoadedModel {
  /** As the handle's `infer`. */
  infer(source: Split, decision: ExitDecision, batch: number): Promise<Inferred>;
  /** Frees what it holds. */
  dispose(): void;
}

/**
 * A trained network as analyses see it. It retrains nothing. All methods use batches of the evaluation size, and take
 * weights that need not be the network's own: they leave those that they are given, and those that are stored, as they
 * are. Weights may be of a part of the network, as the backbone: only what has all of its weights runs.
 */
export interface ModelHandle {
  readonly network: Network;
  readonly splits: { readonly train: Split; readonly validation: Split; readonly test: Split };
  /** At a snapshot (phase index from 0, share of its planned steps), or at the end. */
  weights(at?: { readonly phase: number; readonly share: number }): Promise<WeightValues>;
  /** Outputs of the exits and representations of the tapped pieces, running statistics. */
  forward(weights: WeightValues, source: Split, options?: { readonly taps?: readonly string[] }): Promise<Forwarded>;
  /** For each loss, the gradient of every weight that it reaches, mean over the source, running statistics. One forward pass a loss. */
  gradients(weights: WeightValues, source: Split, losses: readonly ResolvedTerm[]): Promise<readonly WeightValues[]>;
  /** Mean loss of each term over the source. */
  losses(weights: WeightValues, source: Split, terms: readonly ResolvedTerm[]): Promise<readonly number[]>;
  /** The weights, their running statistics re-estimated on the source: reset, then the exact mean over its batches. */
  reestimate(weights: WeightValues, source: Split): Promise<WeightValues>;
  /** Incremental inference that stops: rows that leave are taken out before the next piece runs. */
  infer(weights: WeightValues, source: Split, decision: ExitDecision, batch: number): Promise<Inferred>;
  /** For many inferences with the same weights, as when they are timed. The caller disposes of it. */
  load(weights: WeightValues): LoadedModel;
}

export type { Labels };
