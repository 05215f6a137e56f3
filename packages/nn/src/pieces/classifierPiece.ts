import { ExitbenchError, type Piece, type Port, type Task } from '@exitbench/core';

import type { LayerMaker } from '../layers/layer.ts';
import { block } from './block.ts';
import { outputOf } from './outputOf.ts';

/**
 * A piece with one input that gives the task's output: a classifier or a simple head.
 * @throws ExitbenchError `bad-network` when the maker gives another width than the task's
 */
export function classifierPiece(id: string, input: Port, maker: LayerMaker, task: Task): Piece {
  const want = outputOf(task);
  const piece = block(id, input, maker, want.name);
  const got = piece.outputs.map((p) => p.shape.join(', ')).join();
  if (got !== want.shape.join(', ')) {
    throw new ExitbenchError('bad-network', `An exit must give [${want.shape.join(', ')}] a sample for this task; \`${id}\` gives [${got}].`, { at: id });
  }
  return { ...piece, output: want.name };
}
