import type { Tensor } from '@tensorflow/tfjs-core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import type { LayerMaker } from './layer.ts';

/**
 * A layer that maps each value by itself and has no weights.
 * @param name stands for the function in the spec: another function, or another setting of it, another name
 * @param each cost of one value by fvcore's rules
 */
export function elementwise(name: string, each: number, map: (x: Tensor) => Tensor): LayerMaker {
  return (_, shape) => ({
    shape,
    weights: [],
    costs: [elementwiseCost(name, shape, each)],
    spec: { layer: name },
    apply: (x) => map(x),
  });
}
