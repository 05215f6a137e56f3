import { ExitbenchError, type Init } from '@exitbench/core';
import { reshape } from '@tensorflow/tfjs-core';

import { conv2d } from './conv2d.ts';
import { expectAxes, expectCount } from './expectShape.ts';
import { initialised } from './initialised.ts';
import type { LayerMaker } from './layer.ts';

export interface PatchEmbeddingOptions {
  /** Side of the square patches, in pixels. */
  readonly patch: number;
  /** Length of each patch's vector. */
  readonly width: number;
}

/**
 * An image as tokens: each patch, without overlap, mapped linearly (Dosovitskiy et al., arXiv 2010.11929, equation 1).
 * [height, width, channels] to [patches, width], patches in reading order. Weights: `kernel` [patch, patch, channels, width],
 * truncated normal with deviation 1 / √(patch² · channels) at the start, and `bias` [width], 0, as torchvision's.
 *
 * @throws ExitbenchError `bad-network` for an input that is no image or that patches do not tile
 */
export function patchEmbedding(options: PatchEmbeddingOptions): LayerMaker {
  const { patch, width } = options;
  return (path, shape) => {
    expectAxes(shape, ['height', 'width', 'channels'], 'patchEmbedding', path);
    expectCount(patch, 'patch', path);
    expectCount(width, 'width', path);
    const [rows = 0, columns = 0, channels = 0] = shape;
    if (rows % patch !== 0 || columns % patch !== 0) {
      throw new ExitbenchError('bad-network', `Patches of ${patch} × ${patch} do not tile an image of ${rows} × ${columns}.`, {
        at: path, hint: 'Choose `patch` so that it divides both sides of the image.',
      });
    }
    const kernel: Init = { kind: 'truncated-normal', deviation: 1 / Math.sqrt(patch * patch * channels) };
    const maker = conv2d({ filters: width, kernel: patch, stride: patch, bias: true });
    const layer = initialised(maker, { kernel, bias: { kind: 'constant', value: 0 } })(path, shape);
    const patches = (rows / patch) * (columns / patch);
    return {
      shape: [patches, width],
      weights: layer.weights,
      costs: layer.costs,
      spec: { layer: 'patchEmbedding', patch, width },
      apply: (x, given, pass) => reshape(layer.apply(x, given, pass), [-1, patches, width]),
    };
  };
}
