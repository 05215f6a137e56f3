// @ts-check
// What is measured: plain data, read by both sides, so that each builds the same network by its own means.

export const CLASSES = 10;
const IMAGE = { side: 32, channels: 3 };

/**
 * @typedef {{ side: number, channels: number }} ImageInput
 * @typedef {{ tokens: number, shortest: number, vocabulary: number }} TextInput `shortest`: words of the shortest text; the rest of it does not count
 * @typedef {{
 *   name: string, title: string, batch: number, wasm: boolean
 * } & ({
 *   family: 'convnet', heads: boolean, image: ImageInput, params: { widths: number[], strides: number[] }
 * } | {
 *   family: 'resnet', image: ImageInput, params: { depth: number, width: number }
 * } | {
 *   family: 'vit', image: ImageInput, params: { width: number, depth: number, heads: number, ratio: number, patch: number }
 * } | {
 *   family: 'text', text: TextInput, params: { width: number, depth: number, heads: number, ratio: number }
 * })} NetworkCase `wasm`: measured on wasm too where no networks are named
 */

const CONVNET = { widths: [8, 8, 16, 16, 32, 32], strides: [1, 1, 2, 1, 2, 1] };

/** @type {readonly NetworkCase[]} */
export const NETWORKS = [
  { name: 'convnet', title: 'convnet', family: 'convnet', heads: false, image: IMAGE, params: CONVNET, batch: 50, wasm: true },
  { name: 'convnet-heads', title: 'convnet with five heads', family: 'convnet', heads: true, image: IMAGE, params: CONVNET, batch: 50, wasm: false },
  { name: 'resnet8', title: 'ResNet-8, width 8', family: 'resnet', image: IMAGE, params: { depth: 8, width: 8 }, batch: 50, wasm: true },
  { name: 'resnet20', title: 'ResNet-20, width 16', family: 'resnet', image: IMAGE, params: { depth: 20, width: 16 }, batch: 128, wasm: true },
  // At a batch of 128 a training step takes gigabytes, and seconds.
  { name: 'resnet34', title: 'ResNet-34, width 64', family: 'resnet', image: IMAGE, params: { depth: 34, width: 64 }, batch: 32, wasm: false },
  { name: 'vit', title: 'ViT, 6 × 64', family: 'vit', image: IMAGE, params: { width: 64, depth: 6, heads: 4, ratio: 4, patch: 4 }, batch: 128, wasm: false },
  { name: 'text', title: 'text transformer, 4 × 128', family: 'text', text: { tokens: 64, shortest: 16, vocabulary: 8000 }, params: { width: 128, depth: 4, heads: 4, ratio: 4 }, batch: 64, wasm: false },
];

/** What both sides train with. The rate is small, because labels are noise and steps are many: numbers stay ordinary ones. */
export const OPTIMISER = { rate: 0.01, momentum: 0.9, decay: 5e-4 };

/** Batches of samples that are held in memory. */
export const BATCHES = 8;

/** @param {string} name */
export function networkNamed(name) {
  const found = NETWORKS.find((network) => network.name === name);
  if (found === undefined) throw new Error(`there is no network \`${name}\``);
  return found;
}
