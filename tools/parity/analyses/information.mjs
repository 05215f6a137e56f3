// @ts-check
// Information flow: what each block hands on of the test samples, what its probe read, and what the metric makes of them.
import { load } from '../load.mjs';

const core = /** @type {typeof import('../../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
const { plugin } = /** @type {{ plugin: import('../../../packages/core/src/index.ts').Metric }} */ (await load('plugins/metric-information-flow/src/index.ts'));
const { probeColumns, representations, take } = /** @type {typeof import('../../../plugins/metric-information-flow/src/representations.ts')} */ (await load('plugins/metric-information-flow/src/representations.ts'));
const { someOf } = /** @type {typeof import('../../../plugins/metric-information-flow/src/samples.ts')} */ (await load('plugins/metric-information-flow/src/samples.ts'));

const SETTINGS = /** @type {const} */ ([
  { regime: 'joint', samples: 500, probeSamples: 1000, probeFeatures: 64 },
  { regime: 'disjoint', samples: 500, probeSamples: 1000, probeFeatures: 64 },
  { regime: 'mixed', samples: 1000, probeSamples: 1000, probeFeatures: 64 },
]);

/** @type {import('./export.mjs').Analysis} */
export const information = {
  name: 'information',
  async *cases(cells) {
    for (const { regime, ...given } of SETTINGS) {
      const started = performance.now();
      const result = await plugin.compute([cells[regime]], core.resolveParams(plugin.params, given, 'information'));
      console.log(`information: ${regime}, ${given.samples} samples: ${((performance.now() - started) / 1000).toFixed(1)} s`);
      yield { name: `${regime}, ${given.samples} samples`, ...(await observed(cells[regime].handle, given, result)) };
    }
  },
};

// ---------------------------------------------------------------------------------------------------------------------

/**
 * @param {import('../../../packages/core/src/index.ts').ModelHandle} handle
 * @param {{ samples: number, probeSamples: number, probeFeatures: number }} given
 * @param {import('../../../packages/core/src/index.ts').Json} result
 * @returns {Promise<Omit<import('./export.mjs').Case, 'name'>>}
 */
async function observed(handle, given, result) {
  const test = someOf(handle.splits.test, 'test', given.samples);
  const train = someOf(handle.splits.train, 'train', given.probeSamples);
  const blocks = handle.network.nodes.filter((n) => n.part === 'block').map((n) => n.piece.id);
  const weights = await handle.weights();
  const points = await representations(handle, weights, test, Object.fromEntries(blocks.map((b) => [b, 'all'])));
  const columns = Object.fromEntries(Object.entries(points).map(([b, values]) => [b, probeColumns(b, values.length / test.length, given.probeFeatures)]));
  const read = Object.fromEntries(Object.entries(points).map(([b, values]) => [b, take(values, test.length, core.known(columns[b], 'one each'))]));
  const tensors = { points: matrices(points, test.length), unseen: matrices(read, test.length), seen: matrices(await representations(handle, weights, train, columns), train.length) };
  return { facts: { ...given, result, labels: { seen: [...train.labels], unseen: [...test.labels] } }, tensors };
}

/**
 * @param {{ readonly [block: string]: Float32Array }} values
 * @param {number} rows
 */
function matrices(values, rows) {
  return Object.fromEntries(Object.entries(values).map(([block, v]) => [block, { shape: [rows, v.length / rows], values: v }]));
}
