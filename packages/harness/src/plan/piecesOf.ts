import type { Network, PlannedPhase } from '@exitbench/core';

/** The pieces that a phase runs; of an import, those that it gives weights. */
export function piecesOf(network: Network, { phase, extent }: PlannedPhase): readonly string[] {
  if (extent !== undefined) return extent.run;
  const paths = phase.kind === 'import' ? Object.keys(phase.map) : [];
  return network.nodes.filter((n) => n.piece.weights.some((w) => paths.includes(w.path))).map((n) => n.piece.id);
}
