import { type Piece, type Port, defineArchitecture, int, known, real } from '@exitbench/core';
import { batchNorm, block, classifierPiece, conv2d, dense, dropout, globalAveragePool, relu, serial } from '@exitbench/nn';

/** Blocks of one small convolution each. */
export const tinyNet = defineArchitecture({
  id: 'architecture-tiny',
  module: import.meta.url,
  revision: 1,
  title: 'Tiny',
  description: 'Blocks of one small convolution each.',
  citation: 'none',
  params: {
    blocks: int({ default: 2, minimum: 1, maximum: 4, description: 'Number of blocks.' }),
    width: int({ default: 3, minimum: 1, description: 'Channels.' }),
    rate: real({ default: 0, minimum: 0, maximum: 0.9, description: 'Share that dropout drops.' }),
  },
  supports: ({ task }) => (task.kind === 'classification' ? true : { reason: 'It needs classes.' }),
  build({ input, task, params: { blocks, width, rate } }) {
    let from: Port = known(input[0], 'one input');
    const pieces = Array.from({ length: blocks }, (_, i): Piece => {
      const piece = block(`block${i}`, from, serial([
        ['conv', conv2d({ filters: width, kernel: 3, stride: 1, padding: 1 })], ['norm', batchNorm()], ['relu', relu()], ['drop', dropout({ rate })],
      ]));
      from = known(piece.outputs[0], 'one output');
      return piece;
    });
    const units = task.kind === 'classification' ? task.classes : 1;
    return { inputs: input, blocks: pieces, classifier: classifierPiece('classifier', from, serial([['pool', globalAveragePool()], ['linear', dense({ units })]]), task) };
  },
  recipe: () => ({
    optimiser: { kind: 'sgd', rate: 0.05, momentum: 0.9, decay: 0, decayScope: 'all' },
    schedule: { kind: 'constant', warmup: 0 },
    batch: 10,
    augment: [],
    reduction: 'sum',
  }),
});
