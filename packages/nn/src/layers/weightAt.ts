import type { Tensors } from '@exitbench/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The weight of this path. One that is missing is a bug of the caller's: it must give a piece all its weights. */
export function weightAt(weights: Tensors, path: string): Tensor {
  const weight = weights[path];
  if (weight === undefined) throw new Error(`No value was given for the weight ${path}.`);
  return weight;
}
