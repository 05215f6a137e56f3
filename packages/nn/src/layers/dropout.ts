import { ExitbenchError, randomStream } from '@exitbench/core';
import { mul, tensor } from '@tensorflow/tfjs-core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import type { LayerMaker } from './layer.ts';

export interface DropoutOptions {
  /** The share of values that are dropped, from 0 to below 1. */
  readonly rate: number;
}

/**
 * Drops values and divides the others by 1 − rate; the identity in passes without noise (Srivastava et al., JMLR 15,
 * 2014). The mask is drawn here from the pass's seed, so it is the same on every engine.
 */
export function dropout(options: DropoutOptions): LayerMaker {
  const { rate } = options;
  return (path, shape) => {
    if (!(rate >= 0 && rate < 1)) {
      throw new ExitbenchError('bad-parameter', `\`rate\` must be from 0 to below 1, not ${rate}.`, { at: path, hint: 'It is the share that is dropped.' });
    }
    return {
      shape,
      weights: [],
      costs: [elementwiseCost('dropout', shape, 0)],
      spec: { layer: 'dropout', rate, path }, // the path names the stream
      apply(x, _, pass) {
        if (!pass.noise || rate === 0) return x;
        return mul(x, tensor(dropoutMask(pass.seed(path), x.size, rate), x.shape));
      },
    };
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** 0 with probability `rate`, else 1 / (1 − rate). */
function dropoutMask([high, low]: readonly [number, number], size: number, rate: number): Float32Array {
  const random = randomStream({ root: high, init: high, order: high, augment: high }, 'noise', 'dropout', low);
  const kept = 1 / (1 - rate);
  return Float32Array.from({ length: size }, () => (random.uniform() < rate ? 0 : kept));
}
