import { type Tensor, gather } from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { defineOp, runOp } from './defineOp.ts';
import { embedGradOp } from './embedGrad.ts';

/** Rows of a table by id: int32 [n, tokens] and [vocabulary, width] to [n, tokens, width]. */
export const embedOp = defineOp<'ids' | 'table', { vocabulary: number }>({
  name: 'Embed',
  reference: ({ ids, table }) => [gather(table, ids as Tensor & { dtype: 'int32' })],
  inputsToSave: ['ids'],
  gradient: ([dy], [ids], { vocabulary }) => ({
    table: () => known(runOp(embedGradOp, { dy: known(dy, 'one output'), ids: known(ids, 'saved') }, { vocabulary })[0], 'one output'),
  }),
});

/**
 * @param ids int32, any shape, each 0 … vocabulary − 1
 * @param table [vocabulary, width]
 * @returns [...ids, width]
 */
export function embed(ids: Tensor, table: Tensor): Tensor {
  return known(runOp(embedOp, { ids, table }, { vocabulary: known(table.shape[0], 'a table is a matrix') })[0], 'one output');
}
