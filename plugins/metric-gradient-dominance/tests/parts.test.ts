import { tokensProbe } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { blocksOf } from '../src/parts.ts';

it('counts no table of embeddings among a block’s weights', () => {
  const { network } = tokensProbe();
  // Seven words of five numbers, and then a linear layer of 5 × 5 and 5 biases: 35 of 65 weights are the table's.
  expect(network.nodes.flatMap((n) => n.piece.weights).filter((w) => w.role === 'embedding').map((w) => [w.path, w.shape])).toEqual([['block0/embed/table', [7, 5]]]);
  expect(blocksOf(network)).toEqual([
    { id: 'block0', paths: ['block0/linear/kernel', 'block0/linear/bias'], size: 30 },
    { id: 'block1', paths: ['block1/linear/kernel', 'block1/linear/bias'], size: 30 },
    { id: 'block2', paths: ['block2/linear/kernel', 'block2/linear/bias'], size: 30 },
  ]);
});
