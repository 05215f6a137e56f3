import type { Tensor } from '@tensorflow/tfjs-core';

import type { Json } from '../canonical.ts';
import type { Pass } from './pass.ts';

/** The sizes of a tensor's axes. In ports, layers and costs the batch axis is left out. */
export type Shape = readonly number[];
export type DType = 'float32' | 'int32';

/** Tensors by name: ports of a piece, or weights by path. */
export type Tensors = { readonly [name: string]: Tensor };

/** A named input or output of a piece. */
export interface Port {
  readonly name: string;
  /** Without the batch axis: `[]` is one number a sample. */
  readonly shape: Shape;
  readonly dtype: DType;
  /** On an input: no gradient flows back through it. Whoever runs the piece stops it there. */
  readonly detached?: boolean;
}

/** How a weight starts. Fans are those of its kernel; see `drawWeight` of `nn` for the distributions. */
export type Init =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'truncated-normal'; readonly deviation: number };

export interface WeightSpec {
  /** Absolute and stable: `block3/conv/kernel`. The same path in two pieces is one shared weight. */
  readonly path: string;
  readonly shape: Shape;
  readonly init: Init;
  readonly role: 'kernel' | 'bias' | 'norm' | 'embedding' | 'gate';
  /** A running statistic: updated by passes, never trained. */
  readonly statistic?: boolean;
}

/** Multiply-accumulates of one operation for one sample, in each convention (see `nn`'s cost functions). */
export interface OpCost {
  readonly op: string;
  /** Convolutions, dense layers and matrix products only. */
  readonly mac: number;
  /** The rules of fvcore's flop counter, which also count normalisation, element-wise work and pools. */
  readonly fvcore: number;
}

export type CostConvention = 'mac' | 'fvcore';

/** A part of a network with named inputs and outputs: a block, a head, the classifier, a combiner. A plain value. */
export interface Piece {
  /** Given, never counted: `stem`, `block3`, `block3/head`. A head is named by its block, so its start never depends on the placement. */
  readonly id: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** The output that losses and policies read: logits, or values in regression. */
  readonly output?: string;
  /** The output that rank, information, feature caching and generic heads read. */
  readonly representation: string;
  readonly weights: readonly WeightSpec[];
  readonly costs: readonly OpCost[];
  /** Everything that `apply` closes over. Two pieces with equal descriptions compute the same function of their weights. */
  readonly spec: Json;
  /**
   * A function of its tensors and the pass alone, and random only through the pass's `seed`: an engine may record the operations
   * that it runs and repeat them without calling it.
   */
  apply(x: Tensors, weights: Tensors, pass: Pass): Tensors;
}

/** The network without exits. Blocks are in the order of inference. */
export interface Backbone {
  readonly inputs: readonly Port[];
  readonly blocks: readonly Piece[];
  readonly classifier: Piece;
}

/** What a data set asks for. It fixes the dtype of labels: int32 classes, float32 values. */
export type Task =
  | { readonly kind: 'classification'; readonly classes: number }
  | { readonly kind: 'regression'; readonly range: readonly [number, number] };

/** The part of a piece that keys and plans contain: all but `apply`, as plain data. */
export function describePiece(piece: Piece): Json {
  const { id, inputs, outputs, output, representation, weights, spec } = piece;
  const description = { id, inputs, outputs, representation, weights, spec, ...(output === undefined ? {} : { output }) };
  return description as unknown as Json; // interfaces have no index signature; canonical JSON checks the content
}

/** The named port, or undefined. */
export function portNamed(ports: readonly Port[], name: string): Port | undefined {
  return ports.find((p) => p.name === name);
}
