import { ExitbenchError, known, unknownName } from '../errors.ts';
import type { CostConvention, Piece } from './piece.ts';
import { pieceCost } from './cost.ts';

/** Which blocks have an exit. Lists name blocks. `none` is the plain backbone. */
export type Placement = 'dense' | 'sdn6' | 'sparse' | 'none' | readonly string[];

/** Shares of the backbone's cost at which shallow-deep networks put their exits (Kaya et al., arXiv 1810.07052). */
const SDN_SHARES = [0.15, 0.3, 0.45, 0.6, 0.75, 0.9];
/** A quarter, a half and three quarters of the cost. */
const SPARSE_SHARES = [0.25, 0.5, 0.75];

/**
 * The ids of the blocks that have an exit, in order. `dense` is every block but the last, whose exit would repeat the
 * classifier. `sdn6` and `sparse` take the blocks whose cumulative cost is nearest to fixed shares of the backbone's.
 *
 * @throws ExitbenchError `unknown-name` for a block that does not exist, `bad-config` for one listed twice.
 */
export function placeExits(placement: Placement, blocks: readonly Piece[], classifier: Piece, at: string): readonly string[] {
  const eligible = blocks.slice(0, -1).map((b) => b.id);
  if (placement === 'none') return [];
  if (placement === 'dense') return eligible;
  if (placement === 'sdn6') return nearestTo(SDN_SHARES, blocks, classifier);
  if (placement === 'sparse') return nearestTo(SPARSE_SHARES, blocks, classifier);
  if (typeof placement === 'string') throw unknownName('placement', placement, ['dense', 'sdn6', 'sparse', 'none'], at);
  const all = blocks.map((b) => b.id);
  for (const [i, id] of placement.entries()) {
    if (!all.includes(id)) throw unknownName('block', id, all, `${at}[${i}]`);
    if (placement.indexOf(id) !== i) throw new ExitbenchError('bad-config', `Block \`${id}\` is listed twice.`, { at: `${at}[${i}]` });
  }
  return all.filter((id) => placement.includes(id));
}

// ---------------------------------------------------------------------------------------------------------------------

function nearestTo(shares: readonly number[], blocks: readonly Piece[], classifier: Piece, convention: CostConvention = 'mac'): readonly string[] {
  let sum = 0;
  const cumulative = blocks.map((b) => (sum += pieceCost(b, convention)));
  const total = sum + pieceCost(classifier, convention);
  const chosen = new Set<number>();
  for (const share of shares) {
    let best = -1;
    for (let i = 0; i < blocks.length - 1; i++) {
      if (chosen.has(i)) continue;
      const gap = (j: number): number => Math.abs(known(cumulative[j], 'index in range') / total - share);
      if (best < 0 || gap(i) < gap(best)) best = i;
    }
    if (best >= 0) chosen.add(best);
  }
  return blocks.filter((_, i) => chosen.has(i)).map((b) => b.id);
}
