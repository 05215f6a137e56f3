import { type Network, type Tensors, known, uniqueWeights } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { arbitraryLike } from './arbitrary.ts';
import { type Mode, disposeUpdates, forward } from './forward.ts';

/** The gradient of a functional with respect to one weight or input; without values where nothing leads back to it. */
export interface NamedGradient {
  readonly name: string;
  readonly values: Float32Array | undefined;
}

/** The same before it is read. */
export interface GradientTensor {
  readonly name: string;
  readonly tensor: tf.Tensor | undefined;
}

/** Gradients as values, on an engine that can be read at once. For use in a tidy. */
export function gradientsOf(network: Network, inputs: Tensors, weights: Tensors, mode: Mode): readonly NamedGradient[] {
  return gradientTensorsOf(network, inputs, weights, mode).map(({ name, tensor }) => ({ name, values: tensor?.dataSync() as Float32Array | undefined }));
}

/**
 * Gradients of one random linear functional of everything that losses or heads can read: of each trained weight, by its
 * path, and of each input of floats, by `input <name>`. For use in a tidy.
 */
export function gradientTensorsOf(network: Network, inputs: Tensors, weights: Tensors, mode: Mode): readonly GradientTensor[] {
  const readable = network.nodes.flatMap(({ piece }) =>
    piece.outputs.filter((o) => o.dtype === 'float32' && [piece.output, piece.representation].includes(o.name)).map((o) => [piece.id, o.name] as const),
  );
  const functional = (): tf.Scalar => {
    const ran = forward(network, inputs, weights, mode);
    disposeUpdates(ran);
    const parts = readable.map(([piece, port]) => {
      const value = known(ran.outputs[piece]?.[port], 'shapes have been checked');
      return tf.sum(tf.mul(value, arbitraryLike(value, `${piece}.${port}`)));
    });
    return parts.reduce((a, b) => tf.add(a, b)) as tf.Scalar;
  };
  const trained = uniqueWeights(network.nodes.map((n) => n.piece)).filter((w) => w.statistic !== true);
  const sources = [
    ...trained.map(({ path }) => [path, known(weights[path], 'weights have values')] as const),
    ...network.inputs.filter((port) => port.dtype === 'float32').map(({ name }) => [`input ${name}`, known(inputs[name], 'inputs have values')] as const),
  ];
  const { grads } = tf.engine().gradients(functional, sources.map(([, tensor]) => tensor), undefined, true);
  return sources.map(([name], i) => ({ name, tensor: (grads[i] as tf.Tensor | undefined | null) ?? undefined }));
}
