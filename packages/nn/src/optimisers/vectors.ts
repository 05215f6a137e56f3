import * as tf from '@tensorflow/tfjs-core';
import { type Shape, known } from '@exitbench/core';

/** Number of values of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** Tensors end to end as one vector. A small network's update is faster as few operations on one vector than as some on each tensor. */
export function joined(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  const flat = tensors.map((t) => (t.rank === 1 ? (t as tf.Tensor1D) : (tf.reshape(t, [t.size]) as tf.Tensor1D)));
  return flat.length === 1 ? known(flat[0], 'there is one') : tf.concat1d(flat);
}

/** A vector cut into tensors of these shapes. */
export function parted(vector: tf.Tensor1D, shapes: readonly Shape[]): readonly tf.Tensor[] {
  const parts = shapes.length === 1 ? [vector] : tf.split(vector, shapes.map(sizeOf));
  return parts.map((part, i) => {
    const shape = shapes[i] ?? [];
    return shape.length === 1 ? part : tf.reshape(part, [...shape]);
  });
}
