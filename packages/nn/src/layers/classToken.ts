import { add, concat, zeros } from '@tensorflow/tfjs-core';

import { known } from '@exitbench/core';

import { expectAxes } from './expectShape.ts';
import type { LayerMaker } from './layer.ts';
import { weightAt } from './weightAt.ts';

/**
 * Puts a learnt token before the others, from which the class is read (Dosovitskiy et al., arXiv 2010.11929, equation 1,
 * after BERT): [tokens, width] to [tokens + 1, width]. Weight: `token` [width], 0 at the start, as in that paper's code.
 */
export function classToken(): LayerMaker {
  return (path, shape) => {
    expectAxes(shape, ['tokens', 'width'], 'classToken', path);
    const [tokens = 0, width = 0] = shape;
    return {
      shape: [tokens + 1, width],
      weights: [{ path: `${path}/token`, shape: [width], init: { kind: 'constant', value: 0 }, role: 'embedding' }],
      costs: [],
      spec: { layer: 'classToken' },
      apply(x, given) {
        // One for each sample by a sum, whose gradient is one sum; that of `tile` is a slice for each sample.
        const token = add(zeros([known(x.shape[0], 'a batch'), 1, width]), weightAt(given, `${path}/token`));
        return concat([token, x], 1);
      },
    };
  };
}
