import { ExitbenchError } from '@exitbench/core';

import { type EffectSize, effectSize } from '../statistics/effectSize.ts';
import { holm, simultaneousLevel } from '../statistics/holm.ts';
import { LEVEL } from '../statistics/intervals.ts';
import { type Interval, type PairedTest, pairedInterval, pairedTest } from '../statistics/pairedTest.ts';
import { type SeedPairs, type SeedValues, pairBySeed } from './pairs.ts';

/** The chance of any false `better` or `worse` in a family is at most this. */
export const ALPHA = 0.05;

/** Half a point: regimes that are this close are tied. For scores as shares. */
export const TIE_MARGIN = 0.005;

/** Fewer pairs get no verdict: the t test rests on a spread that two differences hardly show. */
export const FEWEST_PAIRS = 3;

/** An arm that may enter a family. */
export interface Contender {
  readonly id: string;
  readonly role: 'ranked' | 'control';
  /** Its training cost is off its budget by more than 1 %. */
  readonly offBudget: boolean;
  /** It has results, and on no seed a value: it cannot keep the cost level. */
  readonly outOfReach?: boolean;
  readonly values: SeedValues;
}

/** Said of the first arm of a pair against the second. */
export type Verdict = 'better' | 'worse' | 'tie' | 'undecided' | 'too-few';

export interface PairVerdict extends SeedPairs {
  readonly a: string;
  readonly b: string;
  readonly kind: Verdict;
  /** What the pairs alone would say, where divergence forbids it: `kind` is then `undecided`. */
  readonly withheld: 'better' | 'worse' | 'tie' | null;
  /** Pairs. */
  readonly n: number;
  /** Mean, spread, t and p of the differences. Null for fewer than two pairs. */
  readonly test: PairedTest | null;
  /** The t interval of this pair by itself: the one to show. */
  readonly interval: Interval | null;
  /** The interval at the level that holds for all pairs of the family together: what a tie is judged by. */
  readonly familyInterval: Interval | null;
  /** p after Holm's adjustment. Null where there are too few pairs. */
  readonly adjusted: number | null;
  readonly effect: EffectSize | null;
  /** Whether the difference is within the margin, whatever else is said: `better`, but by less than matters. */
  readonly withinMargin: boolean;
}

/** The regimes of one architecture × data set × exits × cost level, every two of them compared. */
export interface Family {
  readonly members: readonly Contender[];
  readonly verdicts: readonly PairVerdict[];
  /** Arms that are shown and not judged. */
  readonly unranked: readonly { readonly id: string; readonly because: 'control' | 'off-budget' }[];
}

/**
 * Verdicts over a family of regimes: paired t tests over seeds with Holm's adjustment.
 *
 * - `better`, `worse`: the adjusted p is at most α. Any such word is false with probability α at most, in the whole family.
 * - `tie`: not that, and the family's interval lies within ± the margin. With intervals at 1 − α/m, a tie of regimes that are really
 *   the margin or more apart is said with probability α/2 at most, in the whole family (two one-sided tests: Schuirmann, Journal of
 *   Pharmacokinetics and Biopharmaceutics 15, 1987). Arms that are equal to the digit in every pair are tied.
 * - `undecided`: neither. It says nothing of equality.
 * - `too-few`: fewer than three pairs. The pair still counts in the family's size, which is a matter of the plan and not of what came out.
 *
 * Pairs exist only for seeds on which both arms ended. An arm that diverged where its rival did not is therefore judged on its
 * lucky seeds: it is never called better or tied on them; `worse` stands.
 *
 * @param margin in the unit of the values; null where no tie is defined
 * @throws ExitbenchError `bad-argument` for two arms of one id
 */
export function judgeFamily(arms: readonly Contender[], margin: number | null = TIE_MARGIN, alpha = ALPHA): Family {
  const twice = arms.find((arm, i) => arms.findIndex((other) => other.id === arm.id) !== i);
  if (twice !== undefined) throw new ExitbenchError('bad-argument', `The arm \`${twice.id}\` is twice in a family.`, { hint: 'Give each arm once: it has no verdict against itself.' });
  const members = arms.filter((arm) => arm.role === 'ranked' && !arm.offBudget);
  const matches = members.flatMap((a, i) => members.slice(i + 1).map((b) => ({ a: a.id, b: b.id, seeds: pairBySeed(a.values, b.values) })));
  const tests = matches.map(({ seeds }) => pairedTest(seeds.pairs));
  const adjusted = holm(tests.map((test) => (test === null || test.n < FEWEST_PAIRS ? null : test.p)));
  const familyLevel = simultaneousLevel(alpha, matches.length);
  const verdicts = matches.map(({ a, b, seeds }, i): PairVerdict => {
    const [test, p] = [tests[i] ?? null, adjusted[i] ?? null];
    const familyInterval = test && pairedInterval(test, familyLevel);
    const withinMargin = margin !== null && test !== null && (isIdentical(test) || isWithin(familyInterval, margin));
    const found = verdictOf(test, p, alpha, withinMargin);
    const kind = isForbidden(found, seeds) ? 'undecided' : found;
    return {
      a, b, kind, withheld: kind === found ? null : (found as 'better' | 'worse' | 'tie'), n: seeds.pairs.length, test,
      interval: test && pairedInterval(test, LEVEL), familyInterval, adjusted: p, effect: test && effectSize(test), withinMargin, ...seeds,
    };
  });
  const unranked = arms.flatMap((arm) => (members.includes(arm) ? [] : [{ id: arm.id, because: arm.role === 'control' ? 'control' as const : 'off-budget' as const }]));
  return { members, verdicts, unranked };
}

// ---------------------------------------------------------------------------------------------------------------------

function verdictOf(test: PairedTest | null, adjusted: number | null, alpha: number, withinMargin: boolean): Verdict {
  if (test === null || adjusted === null) return 'too-few';
  if (adjusted <= alpha) return test.mean > 0 ? 'better' : 'worse';
  return withinMargin ? 'tie' : 'undecided';
}

/** Words that favour an arm which diverged on a seed where the other did not. */
function isForbidden(verdict: Verdict, { diverged }: SeedPairs): boolean {
  const [a, b] = (['a', 'b'] as const).map((side) => diverged.some(({ which }) => which === side));
  return (verdict === 'better' && a === true) || (verdict === 'worse' && b === true) || (verdict === 'tie' && (a === true || b === true));
}

function isIdentical(test: PairedTest): boolean {
  return test.sd === 0 && test.mean === 0;
}

function isWithin(interval: Interval | null, margin: number): boolean {
  return interval !== null && interval.low >= -margin && interval.high <= margin;
}
