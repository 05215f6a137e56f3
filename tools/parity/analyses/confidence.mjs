// @ts-check
// What logits say of themselves: calibration, failure prediction and overthinking of the test outputs.
import { load } from '../load.mjs';

/** @typedef {{ plugin: import('../../../packages/core/src/index.ts').Metric }} Entry */

const core = /** @type {typeof import('../../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
const METRICS = {
  calibration: /** @type {Entry} */ (await load('plugins/metric-calibration/src/index.ts')).plugin,
  failure: /** @type {Entry} */ (await load('plugins/metric-failure-prediction/src/index.ts')).plugin,
  overthinking: /** @type {Entry} */ (await load('plugins/metric-overthinking/src/index.ts')).plugin,
};

/** @type {import('./export.mjs').Analysis} */
export const confidence = {
  name: 'confidence',
  async *cases(cells) {
    for (const [regime, cell] of Object.entries(cells)) {
      const { samples, width, byExit } = cell.outputs.test;
      const results = [];
      for (const [name, metric] of Object.entries(METRICS)) results.push([name, await metric.compute([cell], core.resolveParams(metric.params, {}, name))]);
      const logits = Object.fromEntries(cell.exits.map((e, k) => [e.name, { shape: [samples, width], values: core.known(byExit[k], 'outputs of every exit') }]));
      yield {
        name: regime,
        facts: { exits: cell.exits.map((e) => e.name), costs: cell.costs, labels: [...cell.labels.test], results: Object.fromEntries(results) },
        tensors: { logits },
      };
    }
  },
};
