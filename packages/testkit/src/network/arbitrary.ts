import { type DType, type Port, type Random, type WeightSpec, known, randomStream, resolveSeed, uniqueWeights } from '@exitbench/core';
import type { Piece, Tensors } from '@exitbench/core';
import { drawWeight } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

const seed = resolveSeed(0);

/** Values of one input for some samples. Default: standard normal numbers, and ids of 0 or 1. */
export type Sampler = (port: Port, samples: number, random: Random) => Float32Array | Int32Array;

/** Inputs of a network for some samples. The caller owns the tensors. */
export function arbitraryInputs(ports: readonly Port[], samples: number, sampler: Sampler = standard): Tensors {
  return Object.fromEntries(
    ports.map((port) => {
      const values = sampler(port, samples, randomStream(seed, 'analysis', `input ${port.name}`));
      return [port.name, tf.tensor(values, [samples, ...port.shape], port.dtype)];
    }),
  );
}

/**
 * Weights as a seed draws them, each moved up a little: scales that start at one, shifts and statistics that start at
 * zero would hide what a piece does with them. Variances stay positive. The caller owns the tensors.
 */
export function arbitraryWeights(pieces: readonly Piece[]): Tensors {
  return Object.fromEntries(uniqueWeights(pieces).map((w) => [w.path, tf.tensor(moved(w), [...w.shape], 'float32')]));
}

/** A tensor of normal numbers, the same for the same path. */
export function arbitraryLike(tensor: tf.Tensor, path: string): tf.Tensor {
  const random = randomStream(seed, 'analysis', path);
  return tf.tensor(Float32Array.from({ length: tensor.size }, () => random.normal()), tensor.shape, 'float32');
}

/** The samples at some positions. */
export function rowsOf(inputs: Tensors, start: number, count: number): Tensors {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, t]) => [name, tf.slice(t, [start, ...t.shape.slice(1).map(() => 0)], [count, ...t.shape.slice(1)])]),
  );
}

// ---------------------------------------------------------------------------------------------------------------------

function standard(port: Port, samples: number, random: Random): Float32Array | Int32Array {
  const length = port.shape.reduce((a, b) => a * b, samples);
  const drawn: { readonly [T in DType]: () => Float32Array | Int32Array } = {
    float32: () => Float32Array.from({ length }, () => random.normal()),
    int32: () => Int32Array.from({ length }, () => random.below(2)),
  };
  return known(drawn[port.dtype], 'ports are float32 or int32')();
}

function moved(weight: WeightSpec): Float32Array {
  const random = randomStream(seed, 'analysis', `move ${weight.path}`);
  return drawWeight(weight, seed).map((value) => value + 0.1 * random.uniform());
}
