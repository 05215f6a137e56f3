import { cast, matMul, oneHot, reshape } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp } from './defineOp.ts';

/**
 * Gradient of looking up rows of a table: each row is the sum of dy where its id stands. As a product with the ids'
 * one-hot matrix, because not every engine can sum by segments.
 */
export const embedGradOp = defineOp<'dy' | 'ids', { vocabulary: number }>({
  name: 'EmbedGrad',
  reference({ dy, ids }, { vocabulary }) {
    const rows = reshape(dy, [ids.size, known(dy.shape.at(-1), 'rank ≥ 1')]);
    const which = cast(oneHot(reshape(ids, [ids.size]), vocabulary), 'float32'); // wasm writes int32 ones whatever type is asked for
    return [matMul(which, rows, true)];
  },
});
