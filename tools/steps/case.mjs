// @ts-check
// A small network, ready to train.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { networkOf } from '../throughput/ours/network.mjs';
import { exportCase, readCase } from '../throughput/ours/samples.mjs';
import { startWorker } from '../throughput/ours/worker.mjs';

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
