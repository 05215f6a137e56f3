import * as tf from '@tensorflow/tfjs-core';

/** What of TensorFlow.js's engine is used beyond its public types. */
interface TapeState {
  activeTape: { saved?: tf.Tensor[] }[] | null;
  gradientDepth: number;
}

/**
 * Gradients of a scalar with respect to some tensors; undefined where the scalar does not depend on one. When the
 * function throws, the tape that it leaves behind is scrubbed: TensorFlow.js keeps what its operations saved for a
 * backward pass that never comes.
 */
export function gradientsOf(f: () => tf.Scalar, xs: readonly tf.Tensor[]): { readonly value: tf.Scalar; readonly gradients: readonly (tf.Tensor | undefined)[] } {
  try {
    const { value, grads } = tf.engine().gradients(f, [...xs], undefined, true);
    return { value, gradients: grads as (tf.Tensor | undefined)[] };
  } catch (error) {
    scrubTape();
    throw error;
  }
}

/** Frees what an abandoned tape holds. */
export function scrubTape(): void {
  const { state } = tf.engine() as unknown as { state: TapeState };
  for (const node of state.activeTape ?? []) for (const tensor of node.saved ?? []) tensor.dispose();
  state.activeTape = null;
  state.gradientDepth = 0;
}
