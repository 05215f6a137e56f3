import { ExitbenchError, type WeightSpec } from '@exitbench/core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import { normaliseLayer } from '../ops/layerNorm.ts';
import type { LayerMaker } from './layer.ts';
import { weightAt } from './weightAt.ts';

export interface LayerNormOptions {
  /** Added to the variance. Default 1e-5, PyTorch's; timm's vision transformers have 1e-6. */
  readonly epsilon?: number;
}

/**
 * Layer normalisation of the last axis of [width] or [tokens, width] (Ba et al., arXiv 1607.06450). Weights: `scale` and
 * `offset` [width], the identity at the start.
 */
export function layerNorm(options: LayerNormOptions = {}): LayerMaker {
  const { epsilon = 1e-5 } = options;
  return (path, shape) => {
    const width = shape.at(-1);
    if (width === undefined) throw new ExitbenchError('bad-network', '`layerNorm` takes at least one axis a sample but is given a single number.', { at: path });
    if (!(epsilon > 0)) throw new ExitbenchError('bad-parameter', `\`epsilon\` must be positive, not ${epsilon}.`, { at: path });
    const weight = (name: string, value: number): WeightSpec => ({ path: `${path}/${name}`, shape: [width], init: { kind: 'constant', value }, role: 'norm' });
    return {
      shape,
      weights: [weight('scale', 1), weight('offset', 0)],
      costs: [elementwiseCost('layerNorm', shape, 5)],
      spec: { layer: 'layerNorm', epsilon },
      apply: (x, given) => normaliseLayer(x, weightAt(given, `${path}/scale`), weightAt(given, `${path}/offset`), epsilon),
    };
  };
}
