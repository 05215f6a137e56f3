import { type Piece, defineArchitecture, known } from '@exitbench/core';
import {
  type LayerMaker, averagePool, batchNorm, block, classifierPiece, conv2d, dense, dropout, gelu, globalAveragePool, maxPool, relu, serial, tanh,
} from '@exitbench/nn';
import { expect, it } from 'vitest';

import { joint } from '../support/plugins/regimes.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { keysOf, tempPlan } from '../support/tempBench.ts';

interface Parts {
  readonly conv: LayerMaker;
  readonly norm: LayerMaker;
  readonly activation: LayerMaker;
  readonly pool: LayerMaker;
  readonly drop: LayerMaker;
}

/** Every part keeps the weights and shapes that it has here, so that only descriptions can tell networks apart. */
const parts: Parts = {
  conv: conv2d({ filters: 3, kernel: 3, padding: 1 }), norm: batchNorm(), activation: relu(), pool: maxPool({ size: 2 }), drop: dropout({ rate: 0.1 }),
};

const changes: readonly (readonly [string, Partial<Parts>])[] = [
  ['the rate of dropout', { drop: dropout({ rate: 0.2 }) }],
  ['the activation', { activation: gelu() }],
  ['another activation', { activation: tanh() }],
  ['the ε of batch norm', { norm: batchNorm({ epsilon: 1e-3 }) }],
  ['the kind of pool', { pool: averagePool({ size: 2 }) }],
  ['the side on which a convolution pads', { conv: conv2d({ filters: 3, kernel: 3, padding: 'same', stride: 1 }) }],
];

/** One id and module for all, as one architecture with parameters has. */
function network(change: Partial<Parts>): typeof tinyNet {
  const { conv, norm, activation, pool, drop } = { ...parts, ...change };
  return defineArchitecture({
    ...tinyNet,
    build({ input, task }) {
      const layers = serial([['conv', conv], ['norm', norm], ['activation', activation], ['pool', pool], ['drop', drop]]);
      const first: Piece = block('block0', known(input[0], 'one input'), layers);
      const last = serial([['pool', globalAveragePool()], ['linear', dense({ units: task.kind === 'classification' ? task.classes : 1 })]]);
      return { inputs: input, blocks: [first], classifier: classifierPiece('classifier', known(first.outputs[0], 'one output'), last, task) };
    },
  });
}

const key = async (change: Partial<Parts>): Promise<readonly string[]> =>
  keysOf(await tempPlan({ architectures: [network(change)], regimes: [joint] }), 'phase');

it.each(changes)('the key of a phase changes with %s', async (_, change) => {
  expect(await key(change)).not.toEqual(await key({}));
});

it('and with nothing else: the same network described again has the same key', async () => {
  expect(await key({ drop: dropout({ rate: 0.1 }), norm: batchNorm({ epsilon: 1e-5 }) })).toEqual(await key({}));
});
