import type { ArmRecord } from '@exitbench/records';

import { partsAt } from '../aggregate/parts.ts';
import { textsAt } from '../aggregate/fields.ts';
import { ENOUGH_SEEDS } from '../aggregate/power.ts';
import { average } from '../statistics/intervals.ts';
import { type ClaimResult, type Found, judgeClaim, notTestable, tooFew } from './judgeClaims.ts';
import { metricFor } from './metricFor.ts';
import type { Judged, Missing } from './judged.ts';
import { type SeedNumbers, armNumbers, armOf } from './seedNumbers.ts';

/** An arm by the share of the budget that its backbone gets alone. */
export interface Shared {
  readonly share: number;
  readonly arm: ArmRecord;
  readonly numbers: SeedNumbers;
}

/** Accuracy of the last exit by share, ascending: joint training is the share 0. */
export function sharesOf(judged: Judged): readonly Shared[] | Missing {
  const metric = metricFor(judged, { kind: 'exit', which: 'last', part: 'test' });
  if ('missing' in metric) return metric;
  const joint = armOf(judged, 'joint');
  const mixed = judged.arms.filter((a) => a.role === 'ranked' && a.regime.id === 'regime-mixed');
  const arms = [
    ...('missing' in joint ? [] : [{ share: 0, arm: joint }]),
    ...mixed.flatMap((arm) => (typeof arm.regime.params['share'] === 'number' && arm.regime.params['share'] > 0 ? [{ share: arm.regime.params['share'], arm }] : [])),
  ].toSorted((a, b) => a.share - b.share);
  return arms.flatMap(({ share, arm }): readonly Shared[] => {
    const exit = arm.network?.exits.at(-1) ?? '';
    const numbers = armNumbers(judged.run, arm, metric, (result) => {
      const value = partsAt(result, 'test')[0]?.values[textsAt(result, 'exits').indexOf(exit)];
      return typeof value === 'number' ? [value] : [];
    }, true);
    return [{ share, arm, numbers }];
  });
}

/** The difference of two shares at the last exit. */
export function shareDifference(a: Shared, b: Shared): ClaimResult {
  const term = (times: 1 | -1) => ({ role: null, quantity: { kind: 'exit', which: 'last', part: 'test' }, times } as const);
  return judgeClaim({ says: `share ${a.share} − share ${b.share} at the last exit`, terms: [term(1), term(-1)], expect: 'positive' }, [a.numbers, b.numbers]);
}

/**
 * Whether the best share lies inside. The best of several inside was chosen by the same seeds, so its p against the ends is multiplied by
 * their number; an end that is better than every share inside refutes it.
 */
export function judgeInteriorShare(judged: Judged): Found {
  const shares = sharesOf(judged);
  if ('missing' in shares) return notTestable(shares.missing);
  const [none, all] = [shares.find((s) => s.share === 0), shares.find((s) => s.share === 1)];
  const inside = shares.filter((s) => s.share > 0 && s.share < 1);
  if (none === undefined || all === undefined || inside.length < 2) {
    return notTestable('it needs joint training, the backbone alone, and two shares between them');
  }
  const ends = [none, all];
  const best = inside.reduce((a, b) => (meanOf(b) > meanOf(a) ? b : a));
  const claims = ends.map((end) => shareDifference(best, end));
  const fewest = Math.min(...claims.map((c) => c.n));
  if (fewest < ENOUGH_SEEDS) {
    return { ...notTestable(tooFew(fewest), Math.min(...[...ends, ...inside].map((s) => s.numbers.planned)) >= ENOUGH_SEEDS), claims };
  }
  const withheld = [...ends, ...inside].flatMap((s) => [...s.numbers.values].flatMap(([seed, v]) => (v === 'diverged' ? [`share ${s.share} diverged on seed ${seed}`] : [])))[0] ?? null;
  if (claims.every((c) => c.holds)) {
    const decisive = claims.reduce((a, b) => ((b.p ?? 1) > (a.p ?? 1) ? b : a));
    return { kind: 'tested', towards: 'supported', p: Math.min(1, (decisive.p ?? 1) * inside.length), decisive, withheld, claims, leftOut: [] };
  }
  const end = meanOf(all) > meanOf(none) ? all : none;
  const against = inside.map((s) => shareDifference(end, s));
  const decisive = against.reduce((a, b) => ((b.p ?? 1) > (a.p ?? 1) ? b : a));
  return { kind: 'tested', towards: 'refuted', p: Math.min(1, (decisive.p ?? 1) * ends.length), decisive, withheld, claims: against, leftOut: [] };
}

// ---------------------------------------------------------------------------------------------------------------------

function meanOf({ numbers }: Shared): number {
  return average([...numbers.values.values()].flatMap((v) => (v === 'diverged' ? [] : v)));
}
