import { defineHead } from '@exitbench/core';

import { dense } from '../layers/dense.ts';
import { selectToken } from '../layers/selectToken.ts';
import { serial } from '../layers/serial.ts';
import { classifierPiece } from '../pieces/classifierPiece.ts';
import { outputOf } from '../pieces/outputOf.ts';
import { representationOf } from './representation.ts';
import { supportsTokens } from './supportsTokens.ts';

/** The plain head of transformers: the class token, then linear, without a norm between. */
export const standardHead = defineHead({
  id: 'standard',
  module: import.meta.url,
  title: 'Class token',
  description: 'The first token, which is the class token, then one linear layer without a norm.',
  params: {},
  supports: supportsTokens,
  build({ id, block, task }) {
    const units = outputOf(task).shape[0] ?? 1;
    return classifierPiece(id, representationOf(block), serial([['select', selectToken()], ['linear', dense({ units })]]), task);
  },
});
