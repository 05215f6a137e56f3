import { ExitbenchError } from '@exitbench/core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import { numel } from '../costs/numel.ts';
import { opCost } from '../costs/opCost.ts';
import { productCost } from '../costs/productCost.ts';
import { attention } from '../ops/attention.ts';
import { dense } from './dense.ts';
import { expectAxes, expectCount } from './expectShape.ts';
import type { MaskableLayerMaker } from './maskableLayer.ts';

export interface MultiHeadAttentionOptions {
  /** Number of heads: they share the width, which must be a multiple of it. */
  readonly heads: number;
  /** Whether queries, keys and values have biases. Default true. The projection always has one. */
  readonly qkvBias?: boolean;
}

/**
 * Self-attention of [tokens, width]: for each head softmax(q · kᵀ / √(width / heads)) · v, then a linear layer on all heads
 * together (Vaswani et al., arXiv 1706.03762, section 3.2). Every token reads the tokens that count; where none does, the plain mean of all.
 *
 * Weights: `qkv/kernel` [width, 3 · width] with columns by query, key, value, then by head, as in timm; `qkv/bias`;
 * `proj/kernel` [width, width]; `proj/bias`. They start as those of `dense`.
 *
 * @throws ExitbenchError `bad-network` for an input that is no [tokens, width], `bad-parameter` for a width that the heads cannot share
 */
export function multiHeadAttention(options: MultiHeadAttentionOptions): MaskableLayerMaker {
  const { heads, qkvBias = true } = options;
  return (path, shape) => {
    expectAxes(shape, ['tokens', 'width'], 'multiHeadAttention', path);
    expectCount(heads, 'heads', path);
    const [tokens = 0, width = 0] = shape;
    if (width % heads !== 0) {
      throw new ExitbenchError('bad-parameter', `${heads} heads cannot share a width of ${width}.`, { at: path, hint: 'Choose `heads` so that it divides the width.' });
    }
    const each = width / heads;
    const qkv = dense({ units: 3 * width, bias: qkvBias })(`${path}/qkv`, shape);
    const proj = dense({ units: width })(`${path}/proj`, shape);
    const scores = [heads, tokens, tokens];
    return {
      shape,
      weights: [...qkv.weights, ...proj.weights],
      costs: [
        productCost('qkv', tokens, width, 3 * width),
        productCost('scores', heads * tokens, each, tokens),
        elementwiseCost('scale', scores),
        elementwiseCost('softmax', scores, 2),
        productCost('weightedSum', heads * tokens, tokens, each),
        productCost('proj', tokens, width, width),
      ],
      // 1 − mask, times a constant; then a product and a sum for each score.
      maskCosts: [opCost('keyMask', 0, 2 * tokens + 2 * numel(scores))],
      spec: { layer: 'multiHeadAttention', heads, qkvBias },
      apply(x, given, pass, mask) {
        const mixed = attention(qkv.apply(x, given, pass), heads, mask);
        return proj.apply(mixed, given, pass);
      },
    };
  };
}
