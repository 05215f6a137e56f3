// @ts-check
// Numerical rank: the observations of every block, their eigenvalues here, and what the metric makes of them.
import { load } from '../load.mjs';

const core = /** @type {typeof import('../../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
const nn = /** @type {typeof import('../../../packages/nn/src/index.ts')} */ (await load('packages/nn/src/index.ts'));
const { plugin } = /** @type {{ plugin: import('../../../packages/core/src/index.ts').Metric }} */ (await load('plugins/metric-numerical-rank/src/index.ts'));
const { covarianceSpectrum } = /** @type {typeof import('../../../plugins/metric-numerical-rank/src/spectrum.ts')} */ (await load('plugins/metric-numerical-rank/src/spectrum.ts'));
const { testSamples } = /** @type {typeof import('../../../plugins/metric-numerical-rank/src/testSamples.ts')} */ (await load('plugins/metric-numerical-rank/src/testSamples.ts'));

/** More samples than features, fewer, and the defaults. */
const SETTINGS = /** @type {const} */ ([
  { regime: 'joint', samples: 600, features: 500 },
  { regime: 'mixed', samples: 600, features: 500 },
  { regime: 'disjoint', samples: 600, features: 500 },
  { regime: 'joint', samples: 600, features: 1000 },
  { regime: 'disjoint', samples: 600, features: 1000 },
  { regime: 'joint', samples: 2000, features: 2000 },
]);

/** @type {import('./export.mjs').Analysis} */
export const rank = {
  name: 'rank',
  async *cases(cells) {
    for (const { regime, ...given } of SETTINGS) {
      const started = performance.now();
      const result = await plugin.compute([cells[regime]], core.resolveParams(plugin.params, given, 'rank'));
      console.log(`rank: ${regime}, ${given.samples} samples, ${given.features} features: ${((performance.now() - started) / 1000).toFixed(1)} s`);
      yield {
        name: `${regime}, ${given.samples} samples, ${given.features} features`,
        ...(await observed(cells[regime].handle, given, result)),
      };
    }
  },
};

// ---------------------------------------------------------------------------------------------------------------------

/**
 * What the metric saw, and its eigenvalues.
 * @param {import('../../../packages/core/src/index.ts').ModelHandle} handle
 * @param {{ samples: number, features: number }} given
 * @param {import('../../../packages/core/src/index.ts').Json} result
 */
async function observed(handle, given, result) {
  const limit = nn.eigvalshRows();
  const source = testSamples(handle, Math.min(given.samples, limit));
  /** @type {{ [block: string]: { shape: number[], values: Float32Array } }} */
  const observations = {};
  /** @type {{ [block: string]: number[] }} */
  const eigenvalues = {};
  for await (const { block, size, values } of nn.representations(handle, await handle.weights(), source)) {
    const features = nn.drawColumns(`numerical-rank/features/${block}/${size}`, size, Math.min(given.features, limit));
    const taken = nn.takeColumns(values, size, features);
    observations[block] = { shape: [source.length, features.length], values: taken };
    eigenvalues[block] = [...(await covarianceSpectrum(taken, source.length, features.length))];
  }
  return { facts: { ...given, result, eigenvalues }, tensors: { observations } };
}
