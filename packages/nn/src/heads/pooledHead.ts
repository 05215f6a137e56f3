import { defineHead, int } from '@exitbench/core';

import { dense } from '../layers/dense.ts';
import { flatten } from '../layers/flatten.ts';
import { sdnPool } from '../layers/sdnPool.ts';
import { serial } from '../layers/serial.ts';
import { classifierPiece } from '../pieces/classifierPiece.ts';
import { outputOf } from '../pieces/outputOf.ts';
import { representationOf, supportsMap } from './representation.ts';

/** The head of shallow-deep networks (Kaya et al., arXiv 1810.07052): learned mix of maximum and average, then linear. */
export const pooledHead = defineHead({
  id: 'pooled',
  module: import.meta.url,
  title: 'Pooled',
  description: 'A learned mix of adaptive maximum and average pooling to a small map, then one linear layer.',
  params: {
    size: int({ default: 4, minimum: 1, maximum: 64, description: 'Side of the pooled map; the linear layer has size² times the channels as inputs.' }),
  },
  supports: supportsMap,
  build({ id, block, task, params }) {
    const units = outputOf(task).shape[0] ?? 1;
    return classifierPiece(id, representationOf(block), serial([['pool', sdnPool({ size: params.size })], ['flatten', flatten()], ['linear', dense({ units })]]), task);
  },
});
