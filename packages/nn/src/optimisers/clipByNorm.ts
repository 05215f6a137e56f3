import type { Tensors } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { joined } from './vectors.ts';

/** PyTorch's guard against division by zero in `clip_grad_norm_`. */
const EPSILON = 1e-6;

/**
 * Gradients scaled so that the norm of all of them together is at most `norm` (Pascanu et al., arXiv 1211.5063), as
 * PyTorch's `clip_grad_norm_`: every one times min(1, norm / (total + 1e-6)). New tensors; the given ones are kept.
 */
export function clipByNorm(gradients: Tensors, norm: number): Tensors {
  const entries = Object.entries(gradients);
  if (entries.length === 0) return {};
  return tf.tidy(() => {
    const total = tf.sqrt(tf.sum(tf.square(joined(entries.map(([, g]) => g)))));
    const factor = tf.minimum(tf.div(norm, tf.add(total, EPSILON)), 1);
    return Object.fromEntries(entries.map(([path, g]) => [path, tf.mul(g, factor)]));
  });
}
