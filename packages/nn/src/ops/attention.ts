import { type Tensor, add, cast, concat, matMul, mul, reshape, split, sub, sum, transpose } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { type Op, type OpGradients, defineOp, runOp } from './defineOp.ts';
import { softmaxRows } from './softmaxRows.ts';

interface Attrs {
  [name: string]: number;
  /** Number of heads: they share the width. */
  heads: number;
}

/** The score of a key that does not count: so far below every other that its share is exactly 0. */
const MASKED = -1e9;

/**
 * For each head softmax(q · kᵀ / √(width / heads)) · v (Vaswani et al., arXiv 1706.03762, section 3.2), of queries, keys and
 * values side by side, each by head: [n, tokens, 3 · width] to [n, tokens, width]. Every token reads the tokens that
 * count; where none does, the plain mean of all. Outputs: this; and four that the gradient reads, [heads · n, tokens, ...]:
 * q / √(width / heads), k where it counts and else 0, v, and the softmax.
 *
 * No constant needs the mask's gradient, so it has none.
 */
export const attentionOp: Op<'qkv', Attrs> = defineOp<'qkv', Attrs>({
  name: 'Attention',
  reference: ({ qkv }, { heads }) => attend(qkv, heads),
  outputsToSave: [true, true, true, true, true],
  gradient: (dys, saved, { heads }) => gradientOf(dys, saved, heads),
});

/** As `attentionOp`; `mask` [n, tokens] of 0 and 1, int32 or float32, says which tokens count. */
export const maskedAttentionOp: Op<'qkv' | 'mask', Attrs> = defineOp<'qkv' | 'mask', Attrs>({
  name: 'MaskedAttention',
  reference: ({ qkv, mask }, { heads }) => attend(qkv, heads, mask),
  inputsToSave: ['mask'],
  outputsToSave: [true, true, true, true, true],
  gradient: (dys, [mask, ...saved], { heads }) => gradientOf(dys, saved, heads, known(mask, 'saved')),
});

/**
 * @param qkv [n, tokens, 3 · width]
 * @param mask [n, tokens] of 0 and 1, int32 or float32. Without one, all tokens count
 * @returns [n, tokens, width]
 */
export function attention(qkv: Tensor, heads: number, mask: Tensor | undefined): Tensor {
  const outputs = mask === undefined ? runOp(attentionOp, { qkv }, { heads }) : runOp(maskedAttentionOp, { qkv, mask }, { heads });
  return known(outputs[0], 'five outputs');
}

// ---------------------------------------------------------------------------------------------------------------------

interface Sizes {
  readonly n: number;
  readonly tokens: number;
  readonly heads: number;
  /** Width of a head. */
  readonly each: number;
}

function attend(qkv: Tensor, heads: number, mask?: Tensor): Tensor[] {
  const [n = 0, tokens = 0, columns = 0] = qkv.shape;
  const sizes: Sizes = { n, tokens, heads, each: columns / 3 / heads };
  // Heads before samples: parts of the first axis are parts of the memory, which cost nothing.
  const [q, key, v] = split(byHead(qkv, 3 * heads, sizes), 3, 0) as [Tensor, Tensor, Tensor];
  // On queries, not on scores: they are fewer.
  const scaled = mul(q, 1 / Math.sqrt(sizes.each));
  const k = mask === undefined ? key : counted(key, mask, sizes);
  const scores = matMul(flat(scaled, sizes), flat(k, sizes), false, true);
  const shares = softmaxRows(mask === undefined ? scores : masked(scores, mask, sizes));
  const mixed = matMul(shares, flat(v, sizes));
  return [byToken(mixed, heads, sizes), flat(scaled, sizes), flat(k, sizes), flat(v, sizes), shares];
}

function gradientOf([dy]: readonly Tensor[], saved: readonly Tensor[], heads: number, mask?: Tensor): OpGradients<'qkv'> {
  return {
    qkv() {
      const [y, scaled, k, v, shares] = saved.map((t) => known(t, 'saved')) as [Tensor, Tensor, Tensor, Tensor, Tensor];
      const [n = 0, tokens = 0, width = 0] = y.shape;
      const sizes: Sizes = { n, tokens, heads, each: width / heads };
      const slope = known(dy, 'five outputs');
      const dmixed = flat(byHead(slope, heads, sizes), sizes);
      // Of softmax: dscores = shares · (dshares − Σ shares · dshares), and that sum over keys is the one over a head's
      // columns of y · dy (Dao et al., arXiv 2205.14135, appendix B.2), which are fewer.
      const perToken = sum(reshape(mul(y, slope), [n, tokens, heads, sizes.each]), 3);
      const common = reshape(transpose(perToken, [2, 0, 1]), [heads * n, tokens, 1]);
      const dscores = mul(sub(matMul(dmixed, v, false, true), common), shares);
      const dq = mul(matMul(dscores, k), 1 / Math.sqrt(sizes.each));
      const dkey = matMul(dscores, scaled, true);
      const dk = mask === undefined ? dkey : counted(reshape(dkey, [heads, n, tokens, sizes.each]), mask, sizes);
      const parts = [dq, dk, matMul(shares, dmixed, true)].map((part) => reshape(part, [heads * n, tokens, sizes.each]));
      return byToken(concat(parts, 0), 3 * heads, sizes);
    },
  };
}

/** [n, tokens, parts · each] to [parts, n, tokens, each]. Rank 4 and plain products, because not every engine has `Einsum`. */
function byHead(x: Tensor, parts: number, { n, tokens, each }: Sizes): Tensor {
  return transpose(reshape(x, [n, tokens, parts, each]), [2, 0, 1, 3]);
}

/** Back: [parts · n, tokens, each] to [n, tokens, parts · each]. */
function byToken(x: Tensor, parts: number, { n, tokens, each }: Sizes): Tensor {
  return reshape(transpose(reshape(x, [parts, n, tokens, each]), [1, 2, 0, 3]), [n, tokens, parts * each]);
}

/** All heads of all samples as one axis. */
function flat(x: Tensor, { n, tokens, heads, each }: Sizes): Tensor {
  return reshape(x, [heads * n, tokens, each]);
}

/** Keys [heads, n, tokens, each] with those that do not count replaced by 0. */
function counted(keys: Tensor, mask: Tensor, { n, tokens }: Sizes): Tensor {
  return mul(keys, cast(reshape(mask, [n, tokens, 1]), 'float32'));
}

/**
 * Scores with those of keys that do not count replaced. Such keys were 0 before, as a sum alone does not replace: in float32 the
 * sum of the constant and a score keeps some of the score, which would decide where no key counts.
 */
function masked(scores: Tensor, mask: Tensor, { n, tokens, heads }: Sizes): Tensor {
  const uncounted = mul(sub(1, cast(reshape(mask, [n, 1, tokens]), 'float32')), MASKED);
  return reshape(add(reshape(scores, [heads, n, tokens, tokens]), uncounted), [heads * n, tokens, tokens]);
}
