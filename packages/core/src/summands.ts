import { type Exit, type Network, exitPiece } from './network/network.ts';
import type { TermReads } from './network/extent.ts';
import type { ResolvedTerm, ResolvedTrainPhase } from './phase.ts';

/** One summand of one loss term. */
export interface Summand {
  /** Index of the term in the phase. */
  readonly term: number;
  /** Piece whose output is moved, and its exit's name. */
  readonly moves: string;
  readonly exit: string;
  /** The piece that teaches, in a distillation. */
  readonly teacher?: string;
  /** 1, or 1 over the number of summands that the term names, those that turn out to be constant included. */
  readonly share: number;
}

/**
 * The summands of a phase's losses: for a task term one for each exit, for a distillation one for each pair of pupil
 * and teacher.
 */
export function summandsOf(network: Network, losses: readonly ResolvedTerm[]): readonly Summand[] {
  return losses.flatMap((term, index) => {
    const pairs = pairsOf(network.exits, term);
    const share = term.reduction === 'mean' ? 1 / pairs.length : 1;
    return pairs.map(([exit, teacher]) => ({
      term: index,
      moves: exitPiece(exit, term.of),
      exit: exit.name,
      share,
      ...(teacher === undefined ? {} : { teacher: exitPiece(teacher, term.of) }),
    }));
  });
}

/** The summands as `extent` reads them. */
export function termReads(network: Network, phase: Pick<ResolvedTrainPhase, 'losses'>): readonly TermReads[] {
  return summandsOf(network, phase.losses).map((s) => ({ moves: s.moves, constants: s.teacher === undefined ? [] : [s.teacher] }));
}

// ---------------------------------------------------------------------------------------------------------------------

function pairsOf(exits: readonly Exit[], term: ResolvedTerm): readonly (readonly [Exit, Exit | undefined])[] {
  const named = exits.filter((e) => term.at.includes(e.name));
  if (term.kind === 'task') return named.map((e) => [e, undefined] as const);
  return named.flatMap((pupil) => {
    const deeper = exits.slice(exits.indexOf(pupil) + 1);
    const teachers = term.from === 'last' ? deeper.slice(-1) : term.from === 'next' ? deeper.slice(0, 1) : deeper;
    return teachers.map((teacher) => [pupil, teacher] as const);
  });
}
