// @ts-check
// Out-of-distribution detection: logits of the test samples and of noise, and what the metric makes of them.
import { load } from '../load.mjs';

const core = /** @type {typeof import('../../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
const { plugin } = /** @type {{ plugin: import('../../../packages/core/src/index.ts').Metric }} */ (await load('plugins/metric-ood/src/index.ts'));

/** @type {import('./export.mjs').Analysis} */
export const ood = {
  name: 'ood',
  async *cases(cells) {
    for (const [regime, cell] of Object.entries(cells)) {
      const exits = cell.exits.map((e) => e.name);
      const logits = (/** @type {import('../../../packages/core/src/index.ts').StoredOutputs} */ { samples, width, byExit }) =>
        Object.fromEntries(exits.map((exit, k) => [exit, { shape: [samples, width], values: core.known(byExit[k], 'outputs of every exit') }]));
      yield {
        name: regime,
        facts: { exits, result: await plugin.compute([cell], {}) },
        tensors: { test: logits(cell.outputs.test), noise: logits(core.known(cell.outputsOn['noise'], 'made by trainCells')) },
      };
    }
  },
};
