import { ENOUGH_SEEDS } from '../aggregate/power.ts';
import { ALPHA } from '../aggregate/verdicts.ts';
import { type Estimate, LEVEL, average } from '../statistics/intervals.ts';
import { type PairedTest, pairedInterval, pairedTest } from '../statistics/pairedTest.ts';
import { twoSided } from '../statistics/student.ts';
import type { Scale } from '../view.ts';
import type { Claim } from './hypothesis.ts';
import type { Judged } from './judged.ts';
import { type SeedNumbers, seedNumbers } from './seedNumbers.ts';

/** A claim and what its seeds say. */
export interface ClaimResult {
  readonly says: string;
  readonly n: number;
  readonly difference: Estimate | null;
  readonly scale: Scale;
  /** Two-sided p of the paired t test of zero; for `within` that of two one-sided tests where the mean is within, and of the excess over the margin where it is not. */
  readonly p: number | null;
  /** Whether the mean has the sign that was claimed, or lies within. */
  readonly holds: boolean;
  /** Why nothing may be said of it, whatever p is. */
  readonly withheld: string | null;
  /** Why p is larger than the agreement of the seeds looks: without spread it is that of their signs. */
  readonly note: string | null;
}

/**
 * What a hypothesis comes to in one group, before the family is adjusted. What could not be tested counts in the family where enough seeds
 * were planned: its size is a matter of the plan.
 */
export type Found =
  | { readonly kind: 'not-testable'; readonly why: string; readonly claims: readonly ClaimResult[]; readonly counts: boolean; readonly leftOut: readonly string[] }
  | { readonly kind: 'tested'; readonly p: number; readonly towards: 'supported' | 'refuted'; readonly decisive: ClaimResult; readonly withheld: string | null; readonly claims: readonly ClaimResult[]; readonly leftOut: readonly string[] };

/**
 * A conjunction of claims. Where all means have the signs that were claimed, its p is the largest (an intersection–union test: Berger,
 * Technometrics 24, 1982). Where some have not, it is the smallest of those, times the number of claims (Bonferroni).
 */
export function judgeClaims(judged: Judged, claims: readonly Claim[]): Found {
  const read = claims.map((claim) => ({ claim, terms: claim.terms.map(({ role, quantity }) => seedNumbers(judged, role, quantity)) }));
  const missing = read.flatMap((r) => r.terms).find((t) => 'missing' in t);
  if (missing !== undefined && 'missing' in missing) return notTestable(missing.missing, (missing.planned ?? 0) >= ENOUGH_SEEDS);
  const known = read.map(({ claim, terms }) => ({ claim, terms: terms.flatMap((t) => ('missing' in t ? [] : [t])) }));
  const enough = Math.min(...known.flatMap(({ terms }) => terms.map((t) => t.planned))) >= ENOUGH_SEEDS;
  // A level that a regime cannot keep on any seed says nothing of it: the claim is left out, not the hypothesis.
  const reached = known.filter(({ claim, terms }) => !terms.some((t, i) => claim.terms[i]?.quantity.kind === 'level' && t.values.size === 0));
  const leftOut = known.filter((k) => !reached.includes(k)).map(({ claim }) => claim.says);
  if (reached.length === 0) return notTestable(`a regime cannot keep the cost: ${leftOut.join(', ')}`, enough);
  const results = reached.map(({ claim, terms }) => judgeClaim(claim, terms));
  const fewest = Math.min(...results.map((r) => r.n));
  if (fewest < ENOUGH_SEEDS) return { ...notTestable(tooFew(fewest), enough), claims: results, leftOut };
  return { ...combined(results), leftOut };
}

/** Nothing was tested, for a reason in words. */
export function notTestable(why: string, counts = false): Extract<Found, { readonly kind: 'not-testable' }> {
  return { kind: 'not-testable', why, claims: [], counts, leftOut: [] };
}

export function tooFew(n: number): string {
  return `fewer than ${ENOUGH_SEEDS} seeds have all values (n = ${n})`;
}

/** What several claims say together. */
export function combined(results: readonly ClaimResult[], looks = 1): Found {
  const wrong = results.filter((r) => !r.holds);
  const by = (list: readonly ClaimResult[], better: (a: number, b: number) => boolean): ClaimResult | undefined =>
    list.reduce<ClaimResult | undefined>((best, r) => (best === undefined || better(r.p ?? 1, best.p ?? 1) ? r : best), undefined);
  const decisive = wrong.length > 0 ? by(wrong, (a, b) => a < b) : by(results, (a, b) => a > b);
  if (decisive === undefined) return notTestable('nothing is claimed');
  const p = Math.min(1, (decisive.p ?? 1) * (wrong.length > 0 ? results.length : 1) * looks);
  return { kind: 'tested', p, towards: wrong.length > 0 ? 'refuted' : 'supported', decisive, withheld: results.map((r) => r.withheld).find((w) => w !== null) ?? null, claims: results, leftOut: [] };
}

/** One claim on the seeds that have every term. */
export function judgeClaim(claim: Claim, terms: readonly SeedNumbers[]): ClaimResult {
  const { says, expect, margin = 0, agree } = claim;
  const seeds = [...(terms[0]?.values.keys() ?? [])];
  const diverged = [...new Set(terms.flatMap((t) => [...t.values].flatMap(([seed, v]) => (v === 'diverged' ? [seed] : []))))];
  /** The plus and the minus terms of a curve, as a pair. */
  const pairOf = (numbers: readonly number[]): Pair => {
    const sum = (sign: 1 | -1): number => numbers.reduce((total, value, i) => total + (claim.terms[i]?.times === sign ? value : 0), 0);
    return { a: sum(1), b: sum(-1) };
  };
  /** For each seed, what its curves say: where a term says nothing, the curve does not. */
  const rows = seeds.flatMap((seed) => {
    const values = terms.map((t) => t.values.get(seed));
    if (!values.every((v): v is readonly number[] => Array.isArray(v))) return [];
    const curves = Array.from({ length: Math.min(...values.map((v) => v.length)) }, (_, k) => pairOf(values.map((v) => v[k] as number)));
    return curves.some(isKnown) ? [curves] : [];
  });
  const test = pairedTest(rows.map((curves) => meanPair(curves.filter(isKnown))));
  const interval = test && pairedInterval(test, LEVEL);
  const [mean, n] = [test?.mean ?? null, rows.length];
  const isShare = terms.every((t) => t.isShare);
  const holds = mean !== null && (expect === 'positive' ? mean > 0 : expect === 'within' ? Math.abs(mean) < margin : true);
  const all = agree === undefined || rows.length === 0 ? 0 : Math.min(...rows.map((curves) => curves.length));
  const signs = Array.from({ length: all }, (_, k) => rows.flatMap((curves) => curves.slice(k, k + 1).filter(isKnown)))
    .flatMap((pairs) => (pairs.length < ENOUGH_SEEDS ? [] : [Math.sign(average(pairs.map(({ a, b }) => a - b)))]));
  const same = signs.filter((s) => s === Math.sign(mean ?? 0)).length;
  const withheld = diverged.length > 0
    ? `training diverged on ${diverged.length === 1 ? 'seed' : 'seeds'} ${diverged.join(', ')}`
    : agree !== undefined && same < agree ? `the sign holds for ${same} of ${signs.length} curves${signs.length < all ? ` (${all - signs.length} more say nothing)` : ''}, and ${agree} are asked for` : null;
  return {
    says, n, scale: isShare ? 'points' : 'plain', holds, withheld, note: test?.by === 'signs' && test.p < 1 ? agreement(test) : null,
    difference: mean === null ? null : { mean, n, interval: interval && { half: (interval.high - interval.low) / 2, level: interval.level } },
    p: test === null ? null : expect === 'within' ? withinP(test, margin) : test.p,
  };
}

// ---------------------------------------------------------------------------------------------------------------------

interface Pair {
  readonly a: number;
  readonly b: number;
}

function isKnown({ a, b }: Pair): boolean {
  return Number.isFinite(a) && Number.isFinite(b);
}

function meanPair(pairs: readonly Pair[]): Pair {
  return { a: average(pairs.map((p) => p.a)), b: average(pairs.map((p) => p.b)) };
}

/** Without spread t would call two seeds certain; scores are counts, so that a few equal differences come about by luck. */
function agreement({ n, p }: PairedTest): string {
  const least = Math.ceil(Math.log2(2 / ALPHA));
  return `all ${n} seeds agree exactly: without spread p is that of ${n} equal signs, ${String(p).replace(/^0/, '')}${n < least ? `, and ${least} seeds are needed` : ''}`;
}

/** Two one-sided tests of the margin (Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987); outside it, two-sided p of the excess. */
function withinP({ mean, sd, n }: PairedTest, margin: number): number {
  const distance = margin - Math.abs(mean);
  if (sd === 0) return distance === 0 ? 1 : 2 * 0.5 ** n;
  const t = distance / (sd / Math.sqrt(n));
  return t > 0 ? twoSided(t, n - 1) / 2 : twoSided(t, n - 1);
}
