// @ts-check
// Information flow: what each block hands on of the test samples, what its probe read, and what the metric makes of them.
import { load } from '../load.mjs';

const core = /** @type {typeof import('../../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
const nn = /** @type {typeof import('../../../packages/nn/src/index.ts')} */ (await load('packages/nn/src/index.ts'));
const { plugin } = /** @type {{ plugin: import('../../../packages/core/src/index.ts').Metric }} */ (await load('plugins/metric-information-flow/src/index.ts'));
const { probeColumns } = /** @type {typeof import('../../../plugins/metric-information-flow/src/probeColumns.ts')} */ (await load('plugins/metric-information-flow/src/probeColumns.ts'));
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
  const weights = await handle.weights();
  /** @type {{ readonly [part: string]: { [block: string]: { shape: number[], values: Float32Array } } }} */
  const tensors = { points: {}, unseen: {}, seen: {} };
  for (const [part, source] of /** @type {const} */ ([['unseen', test], ['seen', train]])) {
    for await (const { block, size, values } of nn.representations(handle, weights, source)) {
      const columns = probeColumns(block, size, given.probeFeatures);
      Object.assign(core.known(tensors[part], 'one of three'), { [block]: { shape: [source.length, columns.length], values: nn.takeColumns(values, size, columns) } });
      if (part === 'unseen') Object.assign(core.known(tensors['points'], 'one of three'), { [block]: { shape: [source.length, size], values } });
    }
  }
  return { facts: { ...given, result, labels: { seen: [...train.labels], unseen: [...test.labels] } }, tensors };
}
