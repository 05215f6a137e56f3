import { type Optimiser, known } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { addDecay } from './decay.ts';
import type { Rule } from './rule.ts';

/**
 * Gradient descent with heavy-ball momentum m and coupled decay, as PyTorch's `SGD` (no dampening):
 * v ← m·v + (g + decay·w), w ← w − rate·v. The slot starts at zero, so the first step has v = g + decay·w.
 */
export function sgd({ momentum, decay }: Extract<Optimiser, { kind: 'sgd' }>): Rule {
  return {
    slots: momentum === 0 ? [] : ['momentum'],
    numbers: (rate) => ({ rate }),
    step({ weights, gradients, slots: [velocity], decayed, numbers }) {
      const slope = addDecay(gradients, weights, decayed, decay);
      const moved = velocity === undefined ? slope : tf.add(tf.mul(velocity, momentum), slope);
      return { weights: tf.sub(weights, tf.mul(moved, known(numbers['rate'], 'a rate'))), slots: velocity === undefined ? [] : [moved as tf.Tensor1D] };
    },
  };
}
