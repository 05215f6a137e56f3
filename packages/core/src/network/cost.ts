import { known } from '../errors.ts';
import { type Network, exitPiece } from './network.ts';
import type { CostConvention, Piece } from './piece.ts';

/** What a piece's forward pass costs for one sample. */
export function pieceCost(piece: Piece, convention: CostConvention = 'mac'): number {
  return piece.costs.reduce((sum, c) => sum + c[convention], 0);
}

export interface InferenceCosts {
  /** The plain backbone: blocks and classifier, no heads. */
  readonly base: number;
  /** For each exit: everything that has run when a sample leaves there, the heads of earlier exits included. */
  readonly exits: readonly number[];
}

/** Cumulative cost of leaving at each exit, for one sample. A sample that reaches the last exit has run every head. */
export function inferenceCosts(network: Network, convention: CostConvention = 'mac'): InferenceCosts {
  let sum = 0;
  let base = 0;
  const after = new Map<string, number>();
  for (const { piece, part } of network.nodes) {
    const cost = pieceCost(piece, convention);
    sum += cost;
    if (part === 'block' || part === 'classifier') base += cost;
    after.set(piece.id, sum);
  }
  const exits = network.exits.map((e) => known(after.get(exitPiece(e, 'combined')), 'exits are pieces of their network'));
  return { base, exits };
}
