import { ExitbenchError, type Piece, type Port, defineArchitecture, int, known } from '@exitbench/core';
import { block, classifierPiece, dense, globalAveragePool, serial } from '@exitbench/nn';

import { basicBlock, stem } from './basicBlock.ts';
import { stagesOf } from './stages.ts';

/** Residual networks for small images. The stem belongs to the first block. */
export const plugin = defineArchitecture({
  id: 'architecture-resnet',
  module: import.meta.url,
  revision: 1,
  title: 'ResNet',
  description: 'Residual networks of basic blocks for small images: ResNet-(6n+2), and ResNet-18 and 34 with a 3 × 3 stem.',
  citation: 'He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv 1512.03385',
  params: {
    depth: int({ default: 8, minimum: 8, description: 'Weighted layers: 6n+2 for three stages of n blocks, or 18 or 34 for four stages.' }),
    width: int({ default: 0, minimum: 0, description: 'Channels of the first stage; each later stage has twice as many. 0 is the paper’s: 16 for 6n+2, 64 for 18 and 34.' }),
  },
  supports({ input, modality }, { depth, width }) {
    if (modality !== 'image' || input.length !== 1 || input[0]?.shape.length !== 3) return { reason: 'It takes one image of [height, width, channels] a sample.' };
    return stagesOf(depth, width) === undefined ? { reason: `There is no ResNet-${depth} of basic blocks: the depth is 18, 34 or 6n+2.` } : true;
  },
  build({ input, task, params: { depth, width } }) {
    const stages = stagesOf(depth, width);
    if (stages === undefined) throw new ExitbenchError('bad-parameter', `There is no ResNet-${depth} of basic blocks.`, { at: 'architecture-resnet.depth', hint: 'Take 18, 34 or 6n+2.' });
    let from: Port = known(input[0], 'there is one input: `supports` says so');
    const blocks: Piece[] = [];
    for (const [stage, count] of stages.blocks.entries()) {
      const filters = stages.width << stage;
      for (let i = 0; i < count; i++) {
        const first = blocks.length === 0;
        const channels = first ? filters : known(from.shape[2], 'blocks give maps');
        const residual = basicBlock(channels, filters, stage > 0 && i === 0 ? 2 : 1);
        const piece = block(`block${blocks.length}`, from, first ? serial([['stem', stem(filters)], ['residual', residual]]) : residual);
        blocks.push(piece);
        from = known(piece.outputs[0], 'a block has one output');
      }
    }
    const units = task.kind === 'classification' ? task.classes : 1;
    const classifier = classifierPiece('classifier', from, serial([['pool', globalAveragePool()], ['linear', dense({ units })]]), task);
    return { inputs: input, blocks, classifier };
  },
  recipe: () => ({
    optimiser: { kind: 'sgd', rate: 0.05, momentum: 0.9, decay: 5e-4, decayScope: 'all' },
    schedule: { kind: 'cosine', warmup: 0, floor: 0 },
    batch: 100,
    augment: [],
    reduction: 'mean',
  }),
});
