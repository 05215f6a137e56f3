import { type Extent, ExitbenchError, type Network, type ResolvedTrainPhase, type Tensors, type WeightValues, digestOf, nodeOf, sha256, uniqueWeights } from '@exitbench/core';

import { download, pick } from './deviceWeights.ts';

/** Paths that a phase must leave as they are: neither trained nor a statistic of a piece that uses batch statistics. */
export function frozenPaths(network: Network, phase: ResolvedTrainPhase, extent: Extent): readonly string[] {
  const updating = extent.run.filter((id) => phase.batchNorm === 'all' || (phase.batchNorm === 'trained' && extent.trained.includes(id)));
  const statistics = uniqueWeights(updating.map((id) => nodeOf(network, id).piece)).filter((w) => w.statistic === true).map((w) => w.path);
  const moving = new Set([...extent.weights, ...statistics]);
  return uniqueWeights(extent.run.map((id) => nodeOf(network, id).piece)).map((w) => w.path).filter((path) => !moving.has(path));
}

/** @throws ExitbenchError `frozen-changed` when a frozen weight is not bit for bit what it was. */
export async function assertFrozen(weights: Tensors, start: WeightValues, frozen: readonly string[], phase: string): Promise<void> {
  const now = await download(pick(weights, frozen));
  for (const path of frozen) {
    if (hash(now, path) !== hash(start, path)) {
      throw new ExitbenchError('frozen-changed', `The weight \`${path}\` is frozen in the phase \`${phase}\` and has changed.`, {
        at: `phase ${phase}`, hint: 'A piece must not write to its weights, nor update statistics that it was not asked to.',
      });
    }
  }
}

/** One digest of all values, paths and shapes. */
export function digestOfWeights(values: WeightValues): string {
  return digestOf(Object.fromEntries(Object.entries(values).map(([path, { shape }]) => [path, [shape, hash(values, path)]])));
}

// ---------------------------------------------------------------------------------------------------------------------

function hash(values: WeightValues, path: string): string {
  const data = values[path]?.values ?? new Float32Array(0);
  return sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
