// @ts-check
// Small networks for checks of steps: plain data.

/** @typedef {import('../throughput/networks.mjs').NetworkCase} NetworkCase */

/**
 * `convnet`: two convolutions with batch norm and a pooled head at each, every kind of operation that a reference convnet
 * has. `resnet`: residual blocks, of whose last convolution the size of a batch may decide which operation computes it.
 * `vit`: products of matrices whose rows are a batch's, which libraries compute in blocks.
 * @type {{ readonly [name in 'convnet' | 'resnet' | 'vit']: NetworkCase }}
 */
export const CASES = {
  convnet: { name: 'convnet', title: 'convnet', family: 'convnet', heads: true, image: { side: 16, channels: 3 }, params: { widths: [16, 16], strides: [1, 2] }, batch: 32, wasm: true },
  resnet: { name: 'resnet', title: 'ResNet-8', family: 'resnet', image: { side: 16, channels: 3 }, params: { depth: 8, width: 16 }, batch: 32, wasm: true },
  vit: { name: 'vit', title: 'ViT', family: 'vit', image: { side: 32, channels: 3 }, params: { width: 64, depth: 2, heads: 4, ratio: 4, patch: 4 }, batch: 32, wasm: true },
};
