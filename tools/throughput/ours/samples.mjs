// @ts-check
// Samples and weights of a case: drawn once, written to files, and read by every side.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { BATCHES, CLASSES, OPTIMISER } from '../networks.mjs';
import { core, nn, training } from './modules.mjs';

/**
 * @typedef {import('../networks.mjs').NetworkCase} NetworkCase
 * @typedef {import('../../../packages/core/src/index.ts').Network} Network
 * @typedef {import('../../../packages/core/src/index.ts').Split} Split
 * @typedef {import('../../../packages/core/src/index.ts').WeightValues} WeightValues
 */

const SEED = core.resolveSeed(0);

/**
 * @param {NetworkCase} one
 * @param {Network} network
 * @param {string} folder
 */
export function exportCase(one, network, folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'case.json'), `${JSON.stringify({ ...one, classes: CLASSES, optimiser: OPTIMISER }, undefined, 1)}\n`);
  writeFileSync(join(folder, 'weights.safetensors'), training.encodeWeights(drawnWeights(network)));
  writeFileSync(join(folder, 'samples.safetensors'), training.encodeWeights(drawnSamples(one)));
}

/**
 * What `exportCase` wrote.
 * @param {Network} network
 * @param {string} folder
 * @returns {{ weights: WeightValues, split: Split }}
 */
export function readCase(network, folder) {
  const read = (/** @type {string} */ name) => training.decodeWeights(readFileSync(join(folder, name)), join(folder, name));
  const samples = read('samples.safetensors');
  const labels = Int32Array.from(core.known(samples['labels'], 'labels are exported').values);
  const inputs = network.inputs.map(({ name, dtype, shape }) => {
    const { values } = core.known(samples[name], `${name} is exported`);
    return { name, data: dtype === 'int32' ? Int32Array.from(values) : values, size: shape.reduce((a, b) => a * b, 1) };
  });
  return { weights: read('weights.safetensors'), split: { length: labels.length, labels, read: (positions) => Object.fromEntries(inputs.map(({ name, data, size }) => [name, rows(data, size, positions)])) } };
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * The start of each weight, and what is the same throughout moved a little: an exchange of two would not show otherwise.
 * @param {Network} network
 * @returns {WeightValues}
 */
function drawnWeights(network) {
  return Object.fromEntries(core.uniqueWeights(network.nodes.map((n) => n.piece)).map((spec) => {
    const random = core.randomStream(SEED, 'analysis', `throughput ${spec.path}`);
    const start = nn.drawWeight(spec, SEED);
    return [spec.path, { shape: spec.shape, values: spec.init.kind === 'constant' ? start.map((value) => value + 0.1 * random.uniform()) : start }];
  }));
}

/** @param {NetworkCase} one @returns {WeightValues} */
function drawnSamples(one) {
  const length = BATCHES * one.batch;
  const random = core.randomStream(SEED, 'analysis', 'throughput samples');
  const labels = { shape: [length], values: Float32Array.from({ length }, () => random.below(CLASSES)) };
  if (one.family !== 'text') {
    const { side, channels } = one.image;
    return { labels, image: { shape: [length, side, side, channels], values: Float32Array.from({ length: length * side * side * channels }, () => random.uniform() * 2 - 1) } };
  }
  const { tokens, shortest, vocabulary } = one.text;
  const lengths = Array.from({ length }, () => shortest + random.below(tokens - shortest + 1));
  return {
    labels,
    tokens: { shape: [length, tokens], values: Float32Array.from({ length: length * tokens }, () => random.below(vocabulary)) },
    mask: { shape: [length, tokens], values: Float32Array.from(lengths.flatMap((count) => Array.from({ length: tokens }, (_, i) => (i < count ? 1 : 0)))) },
  };
}

/**
 * @param {Float32Array | Int32Array} data
 * @param {number} size values of a sample
 * @param {ArrayLike<number>} positions
 */
function rows(data, size, positions) {
  const picked = data instanceof Int32Array ? new Int32Array(positions.length * size) : new Float32Array(positions.length * size);
  for (let i = 0; i < positions.length; i++) {
    const from = (positions[i] ?? 0) * size;
    picked.set(data.subarray(from, from + size), i * size);
  }
  return picked;
}
