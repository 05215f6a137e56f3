import { defineHead } from '@exitbench/core';

import { dense } from '../layers/dense.ts';
import { globalAveragePool } from '../layers/globalAveragePool.ts';
import { serial } from '../layers/serial.ts';
import { classifierPiece } from '../pieces/classifierPiece.ts';
import { outputOf } from '../pieces/outputOf.ts';
import { representationOf, supportsMap } from './representation.ts';

/** The cheapest head: the mean of the map, then linear. */
export const gapHead = defineHead({
  id: 'gap',
  module: import.meta.url,
  title: 'Global average',
  description: 'The mean over the map, then one linear layer.',
  params: {},
  supports: supportsMap,
  build({ id, block, task }) {
    const units = outputOf(task).shape[0] ?? 1;
    return classifierPiece(id, representationOf(block), serial([['pool', globalAveragePool()], ['linear', dense({ units })]]), task);
  },
});
