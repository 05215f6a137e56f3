import type { Pass, Tensors } from '@exitbench/core';
import { type Tensor, add, mul, reshape } from '@tensorflow/tfjs-core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import { hasNativeKernel } from '../ops/defineOp.ts';
import { erfGate } from '../ops/erfGate.ts';
import { linearGelu, linearGeluOp } from '../ops/linearGelu.ts';
import { dense } from './dense.ts';
import { expectAxes } from './expectShape.ts';
import { gelu } from './gelu.ts';
import { layerNorm } from './layerNorm.ts';
import type { MaskableLayerMaker } from './maskableLayer.ts';
import { multiHeadAttention } from './multiHeadAttention.ts';
import { weightAt } from './weightAt.ts';

export interface TransformerLayerOptions {
  /** Heads of the attention. */
  readonly heads: number;
  /** Width of the hidden layer between the two linear ones. */
  readonly hidden: number;
  /** Whether queries, keys and values have biases. Default true. */
  readonly qkvBias?: boolean;
  /** Of both norms. Default 1e-5, PyTorch's; timm's vision transformers have 1e-6. */
  readonly epsilon?: number;
}

/**
 * One layer of a transformer that normalises first, on [tokens, width] (Dosovitskiy et al., arXiv 2010.11929, equations 2
 * and 3): y = x + attention(norm(x)), then y + mlp(norm(y)), where mlp is linear, GELU, linear. Parts are named as timm's:
 * `norm1`, `attn`, `norm2`, `mlp/fc1`, `mlp/fc2`.
 */
export function transformerLayer(options: TransformerLayerOptions): MaskableLayerMaker {
  const { heads, hidden, qkvBias = true, epsilon = 1e-5 } = options;
  return (path, shape) => {
    expectAxes(shape, ['tokens', 'width'], 'transformerLayer', path);
    const width = shape[1] ?? 0;
    const norm1 = layerNorm({ epsilon })(`${path}/norm1`, shape);
    const attention = multiHeadAttention({ heads, qkvBias })(`${path}/attn`, shape);
    const norm2 = layerNorm({ epsilon })(`${path}/norm2`, shape);
    const fc1 = dense({ units: hidden })(`${path}/mlp/fc1`, shape);
    const middle = gelu()(`${path}/mlp/gelu`, fc1.shape);
    const fc2 = dense({ units: width })(`${path}/mlp/fc2`, fc1.shape);
    const layers = [fc1, middle, fc2];
    const mlp = {
      weights: layers.flatMap((layer) => layer.weights),
      costs: layers.flatMap((layer) => layer.costs),
      spec: { layer: 'serial', parts: layers.map((layer) => layer.spec) },
      /**
       * In an evaluation, the first linear layer and GELU are one operation where the engine has it. Elsewhere the two factors of
       * GELU's argument and value are put into the linear layers' weights, which are fewer than values.
       */
      apply(x: Tensor, weights: Tensors, pass: Pass): Tensor {
        if (pass.statistics === 'running' && hasNativeKernel(linearGeluOp)) {
          const [kernel, bias] = [weightAt(weights, `${path}/mlp/fc1/kernel`), weightAt(weights, `${path}/mlp/fc1/bias`)];
          return fc2.apply(reshape(linearGelu(reshape(x, [-1, width]), kernel, bias), [-1, ...fc1.shape]), weights, pass);
        }
        const scaled = (at: string): Tensors => ({ [at]: mul(weightAt(weights, at), Math.SQRT1_2) });
        const gated = erfGate(fc1.apply(x, { ...scaled(`${path}/mlp/fc1/kernel`), ...scaled(`${path}/mlp/fc1/bias`) }, pass));
        return fc2.apply(gated, { ...weights, ...scaled(`${path}/mlp/fc2/kernel`) }, pass);
      },
    };
    const parts = [norm1, attention, norm2, mlp];
    return {
      shape,
      weights: parts.flatMap((part) => part.weights),
      costs: [...parts.flatMap((part) => part.costs), elementwiseCost('add', shape, 2)],
      maskCosts: attention.maskCosts,
      spec: { layer: 'transformerLayer', parts: parts.map((part) => part.spec) },
      apply(x, weights, pass, mask) {
        const y = add(x, attention.apply(norm1.apply(x, weights, pass), weights, pass, mask));
        return add(y, mlp.apply(norm2.apply(y, weights, pass), weights, pass));
      },
    };
  };
}
