import { ExitbenchError, known } from '@exitbench/core';
import { type Tensor, add, cast, matMul, mul, reshape, softmax, split, sub, transpose } from '@tensorflow/tfjs-core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import { numel } from '../costs/numel.ts';
import { opCost } from '../costs/opCost.ts';
import { productCost } from '../costs/productCost.ts';
import { dense } from './dense.ts';
import { expectAxes, expectCount } from './expectShape.ts';
import type { MaskableLayerMaker } from './maskableLayer.ts';

export interface MultiHeadAttentionOptions {
  /** Number of heads: they share the width, which must be a multiple of it. */
  readonly heads: number;
  /** Whether queries, keys and values have biases. Default true. The projection always has one. */
  readonly qkvBias?: boolean;
}

/** The score of a key that does not count: so far below every other that its share is exactly 0. */
const MASKED = -1e9;

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
        // All heads of queries, keys and values side by side: [n, 3 · heads, tokens, each]. Rank 4 and plain products of
        // matrices, because not every engine has `Einsum`.
        const all = transpose(reshape(qkv.apply(x, given, pass), [-1, tokens, 3 * heads, each]), [0, 2, 1, 3]);
        const [q, k, v] = split(all, 3, 1).map((part) => known(part, 'three parts')) as [Tensor, Tensor, Tensor];
        const scaled = mul(matMul(q, k, false, true), 1 / Math.sqrt(each));
        const shares = softmax(mask === undefined ? scaled : masked(scaled, mask));
        const mixed = reshape(transpose(matMul(shares, v), [0, 2, 1, 3]), [-1, tokens, width]);
        return proj.apply(mixed, given, pass);
      },
    };
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * Scores with those of keys that do not count replaced. A product first, not only a sum: in float32 the sum of the
 * constant and a score keeps some of the score, which would decide where no key counts.
 *
 * @param scores [n, heads, tokens, tokens]
 */
function masked(scores: Tensor, mask: Tensor): Tensor {
  const counts = cast(reshape(mask, [-1, 1, 1, known(mask.shape[1], 'a mask is [n, tokens]')]), 'float32');
  return add(mul(scores, counts), mul(sub(1, counts), MASKED));
}
