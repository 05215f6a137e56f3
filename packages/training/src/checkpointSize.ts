import { type Network, type PlannedPhase, type ResolvedTrainPhase, known, uniqueWeights } from '@exitbench/core';
import { createOptimiser } from '@exitbench/nn';

/** Bytes of a value. */
const VALUE = 4;

/**
 * Bytes of the tensors in the largest checkpoint of a training phase: the weights that it runs, the optimiser's slots, the best weights
 * where they are restored, and all of its snapshots.
 */
export function checkpointSize(network: Network, planned: PlannedPhase): number {
  const phase = planned.phase as ResolvedTrainPhase;
  const extent = known(planned.extent, 'a training phase has an extent');
  const used = uniqueWeights(network.nodes.map((n) => n.piece).filter((p) => extent.run.includes(p.id)));
  const { slots } = createOptimiser(phase.optimiser, used.filter((w) => extent.weights.includes(w.path)));
  const values = (tensors: readonly { readonly shape: readonly number[] }[]): number => tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const copies = 1 + (phase.restore === 'best' ? 1 : 0) + phase.snapshots.length;
  return VALUE * (copies * values(used) + values(slots));
}
