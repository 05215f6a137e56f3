import { elementwiseCost } from '../costs/elementwiseCost.ts';
import { maxPoolWindows } from '../ops/maxPool.ts';
import type { LayerMaker } from './layer.ts';
import { type PoolOptions, poolWindows } from './poolOptions.ts';
import { addMargins } from './windows.ts';

/** The largest value of each window. Added places never win, and neither does NaN: it is passed over, on every engine. */
export function maxPool(options: PoolOptions): LayerMaker {
  const { size, stride = size, padding = 0 } = options;
  return (path, shape) => {
    const { size: out, mode, margins } = poolWindows('maxPool', { size, stride, padding }, shape, true, path);
    return {
      shape: [...out, shape[2] ?? 0],
      weights: [],
      costs: [elementwiseCost('maxPool', shape, 0)],
      spec: { layer: 'maxPool', size, stride, padding },
      apply: (x) => maxPoolWindows(addMargins(x, margins, -Infinity), { window: [size, size], stride: [stride, stride], mode }),
    };
  };
}
