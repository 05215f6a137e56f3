import type { OpCost, Shape } from '@exitbench/core';
import { type Tensor, cast, div, expandDims, maximum, mul, sum } from '@tensorflow/tfjs-core';

import { numel } from '../costs/numel.ts';
import { opCost } from '../costs/opCost.ts';

/**
 * The mean of the tokens that count. A sample in which none counts gives zeros.
 *
 * @param x [n, tokens, width]
 * @param mask [n, tokens] of 0 and 1, int32 or float32
 * @returns [n, width]
 */
export function maskedMean(x: Tensor, mask: Tensor): Tensor {
  const counts = expandDims(cast(mask, 'float32'), 2);
  return div(sum(mul(x, counts), 1), maximum(sum(counts, 1), 1));
}

/** Cost of `maskedMean` for one sample of [tokens, width]: a product, a sum over it, a sum of the mask, a division. */
export function maskedMeanCost(shape: Shape): OpCost {
  const [tokens = 0, width = 0] = shape;
  return opCost('maskedMean', 0, 2 * numel(shape) + tokens + width);
}
