import { mean } from '@tensorflow/tfjs-core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import { expectAxes } from './expectShape.ts';
import type { LayerMaker } from './layer.ts';

/** The mean over height and width: [height, width, channels] to [channels]. */
export function globalAveragePool(): LayerMaker {
  return (path, shape) => {
    expectAxes(shape, ['height', 'width', 'channels'], 'globalAveragePool', path);
    return {
      shape: shape.slice(2),
      weights: [],
      costs: [elementwiseCost('globalAveragePool', shape)],
      spec: { layer: 'globalAveragePool' },
      apply: (x) => mean(x, [1, 2]),
    };
  };
}
