import { type Piece, type Port, defineArchitecture, ints, known } from '@exitbench/core';
import { batchNorm, block, classifierPiece, conv2d, dense, globalAveragePool, relu, serial } from '@exitbench/nn';

/** Plain blocks of convolution, normalisation and ReLU, then a linear classifier on the mean of the last map. */
export const plugin = defineArchitecture({
  id: 'architecture-convnet',
  module: import.meta.url,
  revision: 1,
  title: 'Convnet',
  description: 'A plain network of six small 3 × 3 convolutions with batch normalisation, whose first exits cost a few per cent of the whole.',
  citation: 'A plain network in the manner of Simonyan and Zisserman, "Very Deep Convolutional Networks", arXiv 1409.1556, with batch normalisation (arXiv 1502.03167)',
  params: {
    widths: ints({ default: [8, 8, 16, 16, 32, 32], minimum: 1, description: 'Channels of each block; their number is the number of blocks.' }),
    strides: ints({ default: [1, 1, 2, 1, 2, 1], minimum: 1, description: 'Stride of each block: 2 halves the map. One for each block.' }),
  },
  supports({ input, modality }, { widths, strides }) {
    if (modality !== 'image' || input.length !== 1 || input[0]?.shape.length !== 3) return { reason: 'It takes one image of [height, width, channels] a sample.' };
    if (widths.length !== strides.length) return { reason: `It needs as many strides as widths, not ${strides.length} and ${widths.length}.` };
    return true;
  },
  build({ input, task, params: { widths, strides } }) {
    let from: Port = known(input[0], 'there is one input: `supports` says so');
    const blocks = widths.map((filters, i): Piece => {
      const stride = known(strides[i], 'there are as many strides as widths: `supports` says so');
      const piece = block(`block${i}`, from, serial([
        ['conv', conv2d({ filters, kernel: 3, stride, padding: 1 })],
        ['norm', batchNorm()],
        ['relu', relu()],
      ]));
      from = known(piece.outputs[0], 'a block has one output');
      return piece;
    });
    const units = task.kind === 'classification' ? task.classes : 1;
    const classifier = classifierPiece('classifier', from, serial([['pool', globalAveragePool()], ['linear', dense({ units })]]), task);
    return { inputs: input, blocks, classifier };
  },
  recipe: () => ({
    optimiser: { kind: 'sgd', rate: 0.05, momentum: 0.9, decay: 5e-4, decayScope: 'all' },
    schedule: { kind: 'cosine', warmup: 0, floor: 0 },
    batch: 50,
    augment: [],
    reduction: 'mean',
  }),
});
