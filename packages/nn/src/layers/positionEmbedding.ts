import { add } from '@tensorflow/tfjs-core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import { expectAxes } from './expectShape.ts';
import type { LayerMaker } from './layer.ts';
import { weightAt } from './weightAt.ts';

/**
 * Adds a learnt vector to each token by its place (Dosovitskiy et al., arXiv 2010.11929, equation 1): [tokens, width].
 * Weight: `table` [tokens, width], truncated normal with deviation 0.02 at the start, as in timm and BERT.
 */
export function positionEmbedding(): LayerMaker {
  return (path, shape) => {
    expectAxes(shape, ['tokens', 'width'], 'positionEmbedding', path);
    return {
      shape,
      weights: [{ path: `${path}/table`, shape, init: { kind: 'truncated-normal', deviation: 0.02 }, role: 'embedding' }],
      costs: [elementwiseCost('add', shape)],
      spec: { layer: 'positionEmbedding' },
      apply: (x, given) => add(x, weightAt(given, `${path}/table`)),
    };
  };
}
