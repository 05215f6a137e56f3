// @ts-check
// Runs vision transformers of drawn weights on drawn images, and exports both with the logits of every exit: `forward.mjs FOLDER ONLY [ENGINE]`,
// with '' for all. plugins/architecture-vit/tests/timm.test.ts draws those of the small one again: what changes here changes there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { load } from './load.mjs';

/** @typedef {import('../../packages/core/src/index.ts').WeightValues} WeightValues */
const core = /** @type {typeof import('../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
const nn = /** @type {typeof import('../../packages/nn/src/index.ts')} */ (await load('packages/nn/src/index.ts'));
const engines = /** @type {typeof import('../../packages/engines/src/index.ts')} */ (await load('packages/engines/src/index.ts'));
const training = /** @type {typeof import('../../packages/training/src/index.ts')} */ (await load('packages/training/src/index.ts'));
const { plugin } = /** @type {{ plugin: import('../../packages/core/src/index.ts').Architecture }} */ (await load('plugins/architecture-vit/src/index.ts'));

/** Exits follow the layers of Kubaty et al. (arXiv 2407.14320), or every second one. */
const LARGE = { depth: 12, patch: 16, side: 224, classes: 1000, exits: [3, 5, 7, 9] };
const CASES = [
  { name: 'small', width: 64, heads: 4, depth: 6, patch: 4, side: 32, classes: 10, exits: [1, 3] },
  { name: 'tiny', width: 192, heads: 3, ...LARGE },
  { name: 'small16', width: 384, heads: 6, ...LARGE },
  { name: 'base', width: 768, heads: 12, ...LARGE },
];
const IMAGES = 2;

const [folder = '', only = '', requested] = process.argv.slice(2);
try {
  const { engine, why } = engines.chooseEngine({ requested });
  const { version } = await engines.startEngine(engine);
  console.log(`engine: ${engine} ${version}, ${why}`);
  for (const one of CASES.filter(({ name }) => only === '' || name === only)) await exportCase(one);
} catch (error) {
  console.error(core.describeError(error));
  process.exitCode = 1;
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {typeof CASES[number]} one */
async function exportCase(one) {
  const { name, width, heads, depth, patch, side, classes, exits } = one;
  const input = [nn.port('image', [side, side, 3])];
  const task = /** @type {const} */ ({ kind: 'classification', classes });
  const backbone = plugin.build({ input, task, params: core.resolveParams(plugin.params, { width, heads, depth, patch }, name) });
  const network = core.joinNetwork(backbone, { placement: exits.map((i) => `block${i}`), head: nn.standardHead, headParams: {} }, task);
  const weights = drawn(core.uniqueWeights(network.nodes.map((n) => n.piece)));
  // From -1 to 1; primes, so that no row and no channel repeats another.
  const images = Float32Array.from({ length: IMAGES * side * side * 3 }, (_, i) => ((i * 7919) % 1009) / 504 - 1);
  const split = { length: IMAGES, labels: new Int32Array(IMAGES), read: () => ({ image: images.slice() }) };
  const { heads: logits } = await training.predict({ network, weights, split, batch: IMAGES });

  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  const parameters = core.parameterCount([...backbone.blocks, backbone.classifier]);
  writeFileSync(join(place, 'case.json'), `${JSON.stringify({ ...one, parameters }, undefined, 1)}\n`);
  writeFileSync(join(place, 'weights.safetensors'), training.encodeWeights(weights));
  writeFileSync(join(place, 'images.safetensors'), training.encodeWeights({ images: { shape: [IMAGES, side, side, 3], values: images } }));
  const outputs = Object.entries(logits).map(([exit, values]) => [exit, { shape: [IMAGES, classes], values }]);
  writeFileSync(join(place, 'logits.safetensors'), training.encodeWeights(Object.fromEntries(outputs)));
  console.log(`${name}: ${parameters} parameters, exits ${Object.keys(logits).join(', ')}`);
}

/**
 * The start of each weight, and what is the same throughout moved a little: with biases of 0 and scales of 1 a swap of
 * two would not show.
 * @param {readonly import('../../packages/core/src/index.ts').WeightSpec[]} specs
 * @returns {WeightValues}
 */
function drawn(specs) {
  const seed = core.resolveSeed(0);
  return Object.fromEntries(specs.map((spec) => {
    const random = core.randomStream(seed, 'analysis', `parity ${spec.path}`);
    const start = nn.drawWeight(spec, seed);
    return [spec.path, { shape: spec.shape, values: spec.init.kind === 'constant' ? start.map((value) => value + 0.1 * random.normal()) : start }];
  }));
}
