import { type Optimiser, known } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { addDecay } from './decay.ts';
import { integerPower } from './integerPower.ts';
import type { Rule } from './rule.ts';

/**
 * Adam (Kingma and Ba, arXiv 1412.6980) with PyTorch's place for ε: m ← β₁·m + (1−β₁)·g, v ← β₂·v + (1−β₂)·g²,
 * w ← w − rate/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε). `adam` first adds decay·w to g; `adamw` first subtracts rate·decay·w
 * from w (Loshchilov and Hutter, arXiv 1711.05101).
 */
export function adam({ kind, beta1, beta2, epsilon, decay }: Extract<Optimiser, { kind: 'adam' | 'adamw' }>): Rule {
  const coupled = kind === 'adam';
  return {
    slots: ['first', 'second'],
    numbers: (rate, step) => ({
      rate: rate / (1 - integerPower(beta1, step)),
      correction: Math.sqrt(1 - integerPower(beta2, step)),
      ...(coupled || decay === 0 ? {} : { decay: -rate * decay }),
    }),
    step({ weights, gradients, slots, decayed, numbers }) {
      const { rate, correction, decay: drop = 0 } = numbers;
      const slope = coupled ? addDecay(gradients, weights, decayed, decay) : gradients;
      const start = coupled ? weights : addDecay(weights, weights, decayed, drop);
      const first = mix(known(slots[0], 'adam has a first moment'), slope, beta1);
      const second = mix(known(slots[1], 'adam has a second moment'), tf.square(slope), beta2);
      const scale = tf.add(tf.div(tf.sqrt(second), known(correction, 'a correction')), epsilon);
      return { weights: tf.sub(start, tf.mul(tf.div(first, scale), known(rate, 'a rate'))), slots: [first, second] };
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function mix(old: tf.Tensor1D, fresh: tf.Tensor1D, share: number): tf.Tensor1D {
  return tf.add(tf.mul(old, share), tf.mul(fresh, 1 - share));
}
