import type { Json, OpCost, Pass, Shape, Tensors, WeightSpec } from '@exitbench/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** One tensor in, one tensor out, bound to a shape. A description: it holds no values. */
export interface Layer {
  /** Of the output, without the batch axis. */
  readonly shape: Shape;
  readonly weights: readonly WeightSpec[];
  readonly costs: readonly OpCost[];
  /** Everything that `apply` closes over, beside the input's shape and the paths of the weights. */
  readonly spec: Json;
  /** A pure function. Tensors have the batch axis first; `weights` are the layer's by path, or more. */
  readonly apply: (x: Tensor, weights: Tensors, pass: Pass) => Tensor;
}

/**
 * Makes a layer for a place.
 * @param path starts the paths of its weights: `block3/conv`
 * @param shape of the input, without the batch axis
 * @throws ExitbenchError `bad-network` for an input of another rank, `bad-parameter` for impossible options.
 */
export type LayerMaker = (path: string, shape: Shape) => Layer;
