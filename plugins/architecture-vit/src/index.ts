import { type Piece, type Port, defineArchitecture, int, known } from '@exitbench/core';
import { block, classifierPiece, conv2d, dense, globalAveragePool, relu, serial } from '@exitbench/nn';

/** A stack of 3 × 3 convolutions with ReLU, then a linear classifier on the mean of the last map. */
export const plugin = defineArchitecture({
  id: 'architecture-vit', // the name of its folder
  module: import.meta.url, // workers and code digests find the plugin by it
  revision: 1, // raise it when numbers change for a reason that the code does not show
  title: 'vit', // a few words for tables and legends
  description: 'A stack of 3 × 3 convolutions with ReLU.', // for somebody who does not know it
  citation: 'None: made from the template of exitbench', // authors, title, year, identifier
  // One declaration is the type, the default, the check and the table of README.md.
  params: {
    depth: int({ default: 3, minimum: 2, maximum: 4, description: 'Blocks; an exit can follow each but the last.' }),
    width: int({ default: 8, minimum: 1, maximum: 16, description: 'Channels of each block.' }),
  },
  // A refusal is an answer: plans show the reason, and nothing throws.
  supports({ input, modality }) {
    return (modality === 'image' && input.length === 1 && input[0]?.shape.length === 3) || { reason: 'It takes one image of [height, width, channels] a sample.' };
  },
  // Describes pieces and makes no tensor: weights are drawn later, from a seed and their paths (`block0/conv/kernel`).
  build({ input, task, params: { depth, width } }) {
    let from: Port = known(input[0], 'there is one input: `supports` says so');
    const blocks = Array.from({ length: depth }, (_, i): Piece => {
      const piece = block(`block${i}`, from, serial([['conv', conv2d({ filters: width, kernel: 3, stride: 1, padding: 1 })], ['relu', relu()]]));
      from = known(piece.outputs[0], 'a block has one output'); // what the next block reads
      return piece;
    });
    const units = task.kind === 'classification' ? task.classes : 1;
    const classifier = classifierPiece('classifier', from, serial([['pool', globalAveragePool()], ['linear', dense({ units })]]), task);
    return { inputs: input, blocks, classifier };
  },
  // How it likes to be trained; benchmarks may override it, regimes scale it.
  recipe: () => ({
    optimiser: { kind: 'sgd', rate: 0.05, momentum: 0.9, decay: 5e-4, decayScope: 'all' },
    schedule: { kind: 'cosine', warmup: 0, floor: 0 },
    batch: 50,
    augment: [],
    reduction: 'mean',
  }),
});
