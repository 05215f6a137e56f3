import { type Piece, type Port, defineArchitecture, int, known } from '@exitbench/core';
import {
  type LayerMaker, block, classToken, classifierPiece, dense, layerNorm, patchEmbedding, positionEmbedding, selectToken, serial, transformerLayer,
} from '@exitbench/nn';

import { xavier } from './xavier.ts';

/** Of all norms: that of the paper's code, timm and torchvision. */
const EPSILON = 1e-6;

/** Vision transformers. Patches, class token and positions belong to the first block, so that block i is the paper's layer i. */
export const plugin = defineArchitecture({
  id: 'architecture-vit',
  module: import.meta.url,
  revision: 1,
  title: 'ViT',
  description: 'Vision transformers that normalise first: a member for images of 32 × 32 by default; ViT-T, S and B by parameters.',
  citation: 'Dosovitskiy et al.: An image is worth 16x16 words: transformers for image recognition at scale. ICLR 2021. arXiv:2010.11929',
  params: {
    width: int({ default: 64, minimum: 1, description: 'Length of each token: 192, 384 and 768 for T, S and B.' }),
    depth: int({ default: 6, minimum: 2, description: 'Blocks; an exit can follow each but the last. 12 for T, S and B.' }),
    heads: int({ default: 4, minimum: 1, description: 'Heads of each attention, which share the width: 3, 6 and 12 for T, S and B.' }),
    ratio: int({ default: 4, minimum: 1, description: 'Hidden width of each MLP, in widths. 4 for T, S and B.' }),
    patch: int({ default: 4, minimum: 1, description: 'Side of the patches in pixels; it divides both sides of the image. 16 for images of 224 × 224.' }),
  },
  supports({ input, modality }, { width, heads, patch }) {
    const [rows = 0, columns = 0] = input[0]?.shape ?? [];
    if (modality !== 'image' || input.length !== 1 || input[0]?.shape.length !== 3) return { reason: 'It takes one image of [height, width, channels] a sample.' };
    if (width % heads !== 0) return { reason: `${heads} heads cannot share a width of ${width}.` };
    if (rows % patch !== 0 || columns % patch !== 0) return { reason: `Patches of ${patch} × ${patch} do not tile an image of ${rows} × ${columns}.` };
    return true;
  },
  build({ input, task, params: { width, depth, heads, ratio, patch } }) {
    let from: Port = known(input[0], 'there is one input: `supports` says so');
    const stem: readonly (readonly [string, LayerMaker])[] = [['patches', patchEmbedding({ patch, width })], ['class', classToken()], ['position', positionEmbedding()]];
    const blocks = Array.from({ length: depth }, (_, i): Piece => {
      const layer = xavier(transformerLayer({ heads, hidden: ratio * width, epsilon: EPSILON }));
      const piece = block(`block${i}`, from, serial([...(i === 0 ? stem : []), ['layer', layer]]));
      from = known(piece.outputs[0], 'a block has one output');
      return piece;
    });
    const units = task.kind === 'classification' ? task.classes : 1;
    const parts = serial([['norm', layerNorm({ epsilon: EPSILON })], ['select', selectToken()], ['linear', dense({ units })]]);
    return { inputs: input, blocks, classifier: classifierPiece('classifier', from, parts, task) };
  },
  // README.md says where the numbers are from.
  recipe: () => ({
    optimiser: { kind: 'adamw', rate: 0.001, decay: 0.05, decayScope: 'kernels', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    schedule: { kind: 'cosine', warmup: 0, floor: 2.5e-4 },
    batch: 100,
    clip: 1,
    augment: [],
    reduction: 'mean',
  }),
});
