import { reshape } from '@tensorflow/tfjs-core';

import { numel } from '../costs/numel.ts';
import type { LayerMaker } from './layer.ts';

/** All axes of a sample as one, the last fastest: [height, width, channels] is not PyTorch's order. */
export function flatten(): LayerMaker {
  return (_, shape) => ({
    shape: [numel(shape)],
    weights: [],
    costs: [],
    spec: { layer: 'flatten' },
    apply: (x) => reshape(x, [-1, numel(shape)]),
  });
}
