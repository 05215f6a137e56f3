import type { OpCost, Pass, Shape, Tensors } from '@exitbench/core';
import type { Tensor } from '@tensorflow/tfjs-core';

import type { Layer } from './layer.ts';

/** A layer of tokens that can be told which of them count. */
export interface MaskableLayer extends Layer {
  /** What a mask costs beside `costs`. */
  readonly maskCosts: readonly OpCost[];
  /** @param mask [n, tokens] of 0 and 1, int32 or float32. Without one, all tokens count. */
  apply(x: Tensor, weights: Tensors, pass: Pass, mask?: Tensor): Tensor;
}

/** As `LayerMaker`. */
export type MaskableLayerMaker = (path: string, shape: Shape) => MaskableLayer;
