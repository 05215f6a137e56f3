// @ts-check
// Small networks for checks of steps, and their training.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { networkOf } from '../throughput/ours/network.mjs';
import { exportCase, readCase } from '../throughput/ours/samples.mjs';
import { startWorker } from '../throughput/ours/worker.mjs';

/**
 * `convnet`: two convolutions with batch norm and a pooled head at each, every kind of operation that a reference convnet
 * has. `vit`: products of matrices whose rows are a batch's, which libraries compute in blocks.
 * @type {{ readonly convnet: NetworkCase, readonly vit: NetworkCase }}
 */
export const CASES = {
  convnet: { name: 'convnet', title: 'convnet', family: 'convnet', heads: true, image: { side: 16, channels: 3 }, params: { widths: [16, 16], strides: [1, 2] }, batch: 32, wasm: true },
  vit: { name: 'vit', title: 'ViT', family: 'vit', image: { side: 32, channels: 3 }, params: { width: 64, depth: 2, heads: 4, ratio: 4, patch: 4 }, batch: 32, wasm: true },
};

/** @typedef {import('../throughput/networks.mjs').NetworkCase} NetworkCase */

/** @param {NetworkCase} one @returns {Promise<import('../throughput/ours/worker.mjs').Worker>} on the engine that has been started */
export async function startCase(one) {
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-steps-'));
  try {
    const network = await networkOf(one);
    exportCase(one, network, folder);
    return startWorker({ network, ...readCase(network, folder), batch: one.batch, shuffled: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
