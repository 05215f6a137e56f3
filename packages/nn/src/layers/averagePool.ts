import { type Tensor, avgPool } from '@tensorflow/tfjs-core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import type { LayerMaker } from './layer.ts';
import { type PoolOptions, poolWindows } from './poolOptions.ts';
import { addMargins } from './windows.ts';

/**
 * The mean of each window. With numeric padding the added zeros count, PyTorch's default; with `same` they do not,
 * TensorFlow's rule.
 */
export function averagePool(options: PoolOptions): LayerMaker {
  const { size, stride = size, padding = 0 } = options;
  return (path, shape) => {
    const { size: out, mode, margins } = poolWindows('averagePool', { size, stride, padding }, shape, false, path);
    return {
      shape: [...out, shape[2] ?? 0],
      weights: [],
      costs: [elementwiseCost('averagePool', shape)],
      spec: { layer: 'averagePool', size, stride, padding },
      apply: (x) => avgPool(addMargins(x, margins, 0) as never, size, stride, mode) as Tensor,
    };
  };
}
