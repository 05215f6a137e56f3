import { add, mul, sub } from '@tensorflow/tfjs-core';

import { numel } from '../costs/numel.ts';
import { opCost } from '../costs/opCost.ts';
import { adaptivePool } from './adaptivePool.ts';
import { expectAxes, expectCount } from './expectShape.ts';
import type { LayerMaker } from './layer.ts';
import { weightAt } from './weightAt.ts';

export interface SdnPoolOptions {
  /** Side of the pooled map. */
  readonly size: number;
}

/**
 * Shallow-deep networks' feature reduction (Kaya et al., arXiv 1810.07052): α · adaptive maximum + (1 − α) · adaptive
 * average, [height, width, channels] to [size, size, channels]. Weight: `mix`, the single number α, uniform in [0, 1) at
 * the start and unbounded afterwards.
 */
export function sdnPool(options: SdnPoolOptions): LayerMaker {
  const { size } = options;
  return (path, shape) => {
    expectAxes(shape, ['height', 'width', 'channels'], 'sdnPool', path);
    expectCount(size, 'size', path);
    const out = [size, size, shape[2] ?? 0];
    return {
      shape: out,
      weights: [{ path: `${path}/mix`, shape: [], init: { kind: 'uniform', low: 0, high: 1 }, role: 'gate' }],
      // Two pools over the input; two products and a sum over the output.
      costs: [opCost('sdnPool', 0, 2 * numel(shape) + 3 * numel(out))],
      spec: { layer: 'sdnPool', size },
      apply(x, given) {
        const average = adaptivePool(x, 'average', size);
        return add(average, mul(sub(adaptivePool(x, 'max', size), average), weightAt(given, `${path}/mix`)));
      },
    };
  };
}
