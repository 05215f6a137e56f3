import type { Pass, Shape, Tensors } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { values } from './agreement.ts';

/** A function of named float32 inputs, and the inputs at which its gradient is looked at. */
export interface Differentiable {
  readonly inputs: { readonly [name: string]: { readonly shape: Shape; readonly values: Float32Array } };
  /** Called inside a tidy. */
  run(inputs: Tensors): tf.Tensor;
}

export type Gradients = { readonly [name: string]: Float32Array };

/**
 * The loss of all checks is Σ c · y with fixed c in (−1, 1), so that no direction of the output is left out. Its gradient
 * by the tape of the current backend.
 */
export function tapeGradients(f: Differentiable): Gradients {
  return Object.fromEntries(gradientTensors(f).map(([name, gradient]) => [name, valuesOf(gradient, gradient.dataSync())]));
}

/** The same on an engine that cannot be read at once. */
export async function readTapeGradients(f: Differentiable): Promise<Gradients> {
  return Object.fromEntries(await Promise.all(gradientTensors(f).map(async ([name, gradient]) => [name, valuesOf(gradient, await gradient.data())] as const)));
}

/**
 * The same by central differences. The step of 2⁻⁷ is exact in float32; outputs of order 1 carry errors of some 1e-7
 * each, so that sums of a hundred of them, added in doubles, leave about 1e-6 / 2⁻⁶ ≈ 1e-4 in a difference, and the
 * third derivative leaves 1e-5 of itself.
 */
export function differenceGradients(f: Differentiable, step = 1 / 128): Gradients {
  const loss = (changed: string, place: number, by: number): number => {
    const inputs = Object.fromEntries(Object.entries(f.inputs).map(([name, input]) => {
      if (name !== changed) return [name, input];
      const moved = Float32Array.from(input.values);
      moved[place] = (moved[place] ?? 0) + by;
      return [name, { shape: input.shape, values: moved }];
    }));
    const y = tf.tidy(() => {
      const tensors = toTensors(inputs);
      return f.run(tensors).clone();
    });
    const out = Float32Array.from(y.dataSync());
    y.dispose();
    const c = values(out.length, 7);
    return out.reduce((sum, value, i) => sum + value * (c[i] ?? 0), 0);
  };
  return Object.fromEntries(Object.entries(f.inputs).map(([name, input]) => [
    name,
    // Steps as taken in float32: neighbours of a large value lie further apart than the step says.
    Float32Array.from(input.values, (x, i) => (loss(name, i, step) - loss(name, i, -step)) / (Math.fround(x + step) - Math.fround(x - step))),
  ]));
}

/** A pass whose updates are collected, or disposed at once when nobody collects them. */
export function passOf(options: Partial<Pick<Pass, 'statistics' | 'noise' | 'momentum'>>, updates?: Map<string, tf.Tensor>): Pass {
  return {
    statistics: 'running', noise: false, momentum: 0.1, ...options,
    seed: () => [12345, 678],
    update: (path, value) => void (updates === undefined ? value.dispose() : updates.set(path, value)),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function toTensors(inputs: Differentiable['inputs']): { [name: string]: tf.Tensor } {
  // A copy each: a backend may hold the array itself.
  return Object.fromEntries(Object.entries(inputs).map(([name, { shape, values: v }]) => [name, tf.tensor(Float32Array.from(v), [...shape])]));
}

function gradientTensors(f: Differentiable): readonly (readonly [string, tf.Tensor])[] {
  const names = Object.keys(f.inputs);
  const tensors = toTensors(f.inputs);
  const list = names.map((name) => tensors[name] as tf.Tensor);
  const loss = (...given: tf.Tensor[]): tf.Scalar => {
    const y = f.run(Object.fromEntries(names.map((name, i) => [name, given[i] as tf.Tensor])));
    return tf.sum(tf.mul(y, tf.tensor(values(y.size, 7), y.shape)));
  };
  const gradients = tf.tidy(() => tf.grads(loss)(list));
  tf.dispose(list);
  return names.map((name, i) => [name, gradients[i] as tf.Tensor]);
}

/** A copy, of a tensor that is done with. */
function valuesOf(tensor: tf.Tensor, read: ArrayLike<number>): Float32Array {
  const copy = Float32Array.from(read);
  tensor.dispose();
  return copy;
}
