// @ts-check
// Mode connectivity: the weights that three regimes found, the samples, and the barriers and heights that the metric finds between them.
import { load } from '../load.mjs';
import { EVALUATION_BATCH } from './cells.mjs';

/**
 * @typedef {import('../../../packages/core/src/index.ts').Split} Split
 * @typedef {import('../../../packages/core/src/index.ts').WeightValues} WeightValues
 */
const core = /** @type {typeof import('../../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
const { plugin } = /** @type {{ plugin: import('../../../packages/core/src/index.ts').Metric }} */ (await load('plugins/metric-mode-connectivity/src/index.ts'));

/** More than one batch of each; few points, because every one is a network. */
const SETTINGS = { images: 300, testImages: 300, steps: 4, plane: 3, layers: true };

/** @type {import('./export.mjs').Analysis} */
export const connectivity = {
  name: 'connectivity',
  async *cases(cells) {
    const started = performance.now();
    const result = await plugin.compute(Object.values(cells), core.resolveParams(plugin.params, SETTINGS, 'connectivity'));
    console.log(`connectivity: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    const { handle } = cells.joint;
    const { train, test } = handle.splits;
    const [estimate, loss, error] = [part(train, 0, SETTINGS.images), part(train, SETTINGS.images, SETTINGS.images), part(test, 0, SETTINGS.testImages)];
    const network = Object.fromEntries(await Promise.all(Object.entries(cells).map(async ([regime, cell]) => /** @type {const} */ ([regime, backboneOf(cell.handle.network, await cell.handle.weights())]))));
    const labels = { loss: [...loss.labels], error: [...error.labels] };
    yield {
      name: `${SETTINGS.steps} steps, ${SETTINGS.images} images`,
      facts: { batch: EVALUATION_BATCH, channels: handle.network.inputs[0]?.shape[2], classes: cells.joint.outputs.test.width, labels, result },
      tensors: { ...network, images: { estimate: imagesOf(estimate, handle.network), loss: imagesOf(loss, handle.network), error: imagesOf(error, handle.network) } },
    };
  },
};

// ---------------------------------------------------------------------------------------------------------------------

/**
 * @param {import('../../../packages/core/src/index.ts').Network} network
 * @param {WeightValues} values
 * @returns {WeightValues}
 */
function backboneOf(network, values) {
  const pieces = network.nodes.filter((n) => n.part === 'block' || n.part === 'classifier').map((n) => n.piece);
  return Object.fromEntries(core.uniqueWeights(pieces).map(({ path }) => [path, core.known(values[path], 'has a value')]));
}

/**
 * @param {Split} split
 * @param {number} start
 * @param {number} length
 */
function part(split, start, length) {
  return core.subset(split, Int32Array.from({ length }, (_, i) => start + i));
}

/**
 * @param {Split} split
 * @param {import('../../../packages/core/src/index.ts').Network} network
 */
function imagesOf(split, network) {
  const { name, shape } = core.known(network.inputs[0], 'there is one input');
  const values = /** @type {Float32Array} */ (split.read(Int32Array.from({ length: split.length }, (_, i) => i))[name]);
  return { shape: [split.length, ...shape], values };
}
