import { ExitbenchError, type Json, canonicalJson } from '@exitbench/core';
import { type HeaderRecord, type LeafDifference, type RunRecord, leafDifferences } from '@exitbench/records';

import { holm } from '../statistics/holm.ts';
import { type Estimate, LEVEL, estimate } from '../statistics/intervals.ts';
import { pairedInterval, pairedTest } from '../statistics/pairedTest.ts';
import type { Scale } from '../view.ts';
import { pairBySeed } from './pairs.ts';
import { type ArmQuantity, armQuantities, hasQuantities } from './quantities.ts';
import { readRun } from './readRun.ts';
import { ALPHA, FEWEST_PAIRS } from './verdicts.ts';

/** What is said of the second run against the first. */
export type RowVerdict =
  /** Equal to the last digit on every seed that both have. */
  | 'same'
  /** Holm's adjusted p over all rows that are judged is at most .05. */
  | 'better' | 'worse'
  /** As sure, of a quantity of which neither more nor less is better. */
  | 'changed'
  /** The seeds differ, and do not tell in which direction. */
  | 'undecided'
  /** Fewer than three seeds that both have, and they differ. */
  | 'too-few'
  /** Only the second run, or only the first, has values. */
  | 'new' | 'gone';

/** One quantity of one arm in two runs. */
export interface ComparedRow {
  readonly arm: string;
  readonly metric: string;
  /** What the numbers are: `accuracy of each exit: accuracy in %`. */
  readonly quantity: string;
  readonly scale: Scale;
  /** An exit, a cost level, a row of a table. */
  readonly place: string;
  readonly verdict: RowVerdict;
  /** Means over the seeds that each has. */
  readonly a: Estimate | null;
  readonly b: Estimate | null;
  /** Mean of b − a over the seeds that both have, with its t interval. */
  readonly difference: Estimate | null;
  /** Two-sided p of the paired test, and after Holm over all rows that are judged. */
  readonly p: number | null;
  readonly adjusted: number | null;
  /** Seeds that both have. */
  readonly n: number;
  /** Seeds without a difference, and why: `seed 2: diverged in B`. */
  readonly notes: readonly string[];
  /** Whether the second run lacks what the first has: all of it, or a seed that both planned. */
  readonly lost: boolean;
}

/** Two runs, one against the other. */
export interface RunComparison {
  /** Benchmark and profile of each. */
  readonly a: { readonly benchmark: string; readonly profile: string };
  readonly b: { readonly benchmark: string; readonly profile: string };
  readonly rows: readonly ComparedRow[];
  /** How many rows p values were adjusted for. */
  readonly family: number;
  /** In what the environments differ, and what was asked for of arms that both have: differences may be due to these. */
  readonly environment: readonly LeafDifference[];
  readonly plan: readonly LeafDifference[];
  /** Metrics of which nothing is compared: curves and planes, what is volatile, what compares cells. */
  readonly notCompared: readonly string[];
}

/**
 * Compares two runs, quantity by quantity, paired by seed. Rows of one arm in both, by its id.
 *
 * @throws ExitbenchError `bad-argument` for records whose numbers do not mean the same, `nothing-selected` where neither has a number
 */
export function compareRuns(first: readonly RunRecord[], second: readonly RunRecord[]): RunComparison {
  const [was, is] = [readRun(first), readRun(second)];
  refuseOthers(first, second);
  const keyed = (of: readonly ArmQuantity[]): ReadonlyMap<string, ArmQuantity> => new Map(of.map((q) => [keyOf(q), q]));
  const [a, b] = [keyed(armQuantities(was)), keyed(armQuantities(is))];
  const drafts = [...new Set([...a.keys(), ...b.keys()])].flatMap((key) => draftOf(a.get(key), b.get(key)) ?? []);
  if (drafts.length === 0) throw new ExitbenchError('nothing-selected', 'Neither file has a number that can be compared.', { hint: 'Compare runs of which cells completed.' });
  const judged = drafts.filter((d) => isJudged(d));
  const adjusted = holm(judged.map((d) => d.p));
  const planned = new Set(is.plan.cells.map((c) => c.id));
  const rows = drafts.map((draft): ComparedRow => {
    const p = adjusted[judged.indexOf(draft)] ?? null;
    const { better, missing, diverged, ...row } = draft;
    const lost = row.verdict === 'gone' || missing.some((seed) => planned.has(`${row.arm}/${seed}`));
    return { ...row, adjusted: p, lost, verdict: row.verdict === 'undecided' ? verdictOf(draft, p, better, diverged) : row.verdict };
  });
  const both = was.plan.arms.filter((arm) => is.plan.arms.some((other) => other.id === arm.id));
  return {
    a: { benchmark: was.plan.benchmark, profile: was.plan.profile }, b: { benchmark: is.plan.benchmark, profile: is.plan.profile },
    rows, family: judged.length,
    environment: leafDifferences(json(was.environments), json(is.environments), 'environments').map((d) => ({ ...d, path: d.path.replace(/^environments\[0\]\.?/, '') })),
    plan: [
      ...leafDifferences({ profile: was.plan.profile, epochs: was.plan.epochs, data: was.plan.data }, { profile: is.plan.profile, epochs: is.plan.epochs, data: is.plan.data }),
      ...both.flatMap((arm) => leafDifferences(asked(arm), asked(is.plan.arms.find((o) => o.id === arm.id)), arm.id)),
    ],
    notCompared: [...new Set([...was.plan.metrics, ...is.plan.metrics].filter((m) => !hasQuantities(m) || was.comparisons(m).length > 0 || is.comparisons(m).length > 0).map((m) => m.id))],
  };
}

/**
 * Why the second run does not pass a gate: something is worse, gone, or lost a seed; or rows differ and none has the seeds to be judged
 * on. Empty where it passes.
 */
export function gateFaults({ rows, family }: Pick<RunComparison, 'rows' | 'family'>): readonly string[] {
  const number = (is: (row: ComparedRow) => boolean, one: string, several: string): readonly string[] => {
    const n = rows.filter(is).length;
    return n === 0 ? [] : [`${n} ${n === 1 ? `row ${one}` : `rows ${several}`}`];
  };
  return [
    ...number((r) => r.verdict === 'worse', 'is worse', 'are worse'),
    ...number((r) => r.verdict === 'gone', 'is gone', 'are gone'),
    ...number((r) => r.lost && r.verdict !== 'gone', 'lost a seed', 'lost a seed'),
    ...(family > 0 ? [] : number((r) => r.verdict === 'too-few', 'differs', 'differ').map((found) => `${found}, and nothing could be judged: no row has ${FEWEST_PAIRS} seeds in both runs`)),
  ];
}

// ---------------------------------------------------------------------------------------------------------------------

/** An arm's number by what it is read from: words in which a figure is described may change between runs. */
function keyOf({ arm, metric, shown: { shows }, place }: ArmQuantity): string {
  const { title: _title, unit: _unit, ...read } = shows;
  return [arm.id, metric.id, canonicalJson(read as unknown as Json), place].join('\n');
}

interface Draft extends Omit<ComparedRow, 'adjusted' | 'lost'> {
  /** 1 where more is better, −1 where less is, 0 where neither; of numbers as they are shown. */
  readonly better: 1 | -1 | 0;
  /** Seeds that only the first has. */
  readonly missing: readonly string[];
  /** On which side seeds diverged where the other did not. */
  readonly diverged: readonly ('a' | 'b' | 'both')[];
}

/** Undefined where no seed of either has a value. */
function draftOf(a: ArmQuantity | undefined, b: ArmQuantity | undefined): Draft | undefined {
  const one = a ?? b;
  if (one === undefined) return undefined;
  const { metric, quantity: { scale, negated } } = one;
  // Errors are stored turned round and shown as they are usually read.
  const shown = (value: number): number => (negated ? -value : value);
  const numbers = (of: ArmQuantity | undefined): readonly number[] => [...(of?.values.values() ?? [])].flatMap((v) => (v === 'diverged' ? [] : [shown(v)]));
  const [as, bs] = [numbers(a), numbers(b)];
  if (as.length === 0 && bs.length === 0) return undefined;
  const { pairs, unpaired, diverged } = pairBySeed(a?.values ?? new Map(), b?.values ?? new Map());
  const differences = pairs.map((p) => ({ a: shown(p.b), b: shown(p.a) }));
  const test = pairedTest(differences);
  const interval = test && pairedInterval(test, LEVEL);
  const isSame = pairs.length > 0 && pairs.every((p) => p.a === p.b);
  const [mean] = differences.map((d) => d.a - d.b);
  // What is shown turned round is better the other way.
  const direction = (one.shown.direction === 'none' ? 0 : one.shown.direction === 'lower' ? -1 : 1) * (negated ? -1 : 1);
  return {
    arm: one.arm.id, metric: metric.id, quantity: nameOf(one), scale, place: one.place, a: estimate(as), b: estimate(bs),
    verdict: as.length === 0 ? 'new' : bs.length === 0 ? 'gone' : pairs.length === 0 ? 'too-few' : isSame ? 'same' : pairs.length < FEWEST_PAIRS ? 'too-few' : 'undecided',
    difference: pairs.length === 0 ? null : { mean: test?.mean ?? mean ?? 0, n: pairs.length, interval: interval && { half: (interval.high - interval.low) / 2, level: interval.level } },
    p: test?.p ?? null, n: pairs.length, better: direction === 0 ? 0 : direction > 0 ? 1 : -1,
    missing: [...unpaired.filter((u) => u.only === 'a').map((u) => u.seed), ...diverged.filter((d) => d.which === 'b').map((d) => d.seed)],
    diverged: diverged.map((d) => d.which),
    notes: [
      ...unpaired.map(({ seed, only }) => `seed ${seed}: only in ${only === 'a' ? 'A' : 'B'}`),
      ...diverged.map(({ seed, which }) => `seed ${seed}: diverged in ${which === 'both' ? 'both' : which === 'a' ? 'A' : 'B'}`),
    ],
  };
}

/** Metric, figure and what the number is, each where the next does not say it. */
function nameOf({ metric, shown: { title }, quantity: { name } }: ArmQuantity): string {
  const figure = title === metric.label || name.startsWith(title) ? name : `${title}: ${name}`;
  return figure.startsWith(metric.label) ? figure : `${metric.label}: ${figure}`;
}

/** Rows that may be called better or worse; equal ones cannot, and count all the same: their number is a matter of the plan. */
function isJudged({ n, p, verdict }: Draft): boolean {
  return p !== null && n >= FEWEST_PAIRS && (verdict === 'same' || verdict === 'undecided');
}

/** Who diverged where the other did not is judged on its lucky seeds only: it is not called better on them. */
function verdictOf({ difference }: Draft, adjusted: number | null, better: Draft['better'], diverged: Draft['diverged']): RowVerdict {
  if (adjusted === null || difference === null || adjusted > ALPHA) return 'undecided';
  if (better === 0) return 'changed';
  const verdict = difference.mean * better > 0 ? 'better' : 'worse';
  const isLucky = diverged.includes(verdict === 'better' ? 'b' : 'a');
  return isLucky ? 'undecided' : verdict;
}

function refuseOthers(first: readonly RunRecord[], second: readonly RunRecord[]): void {
  const numberOf = (records: readonly RunRecord[]): number | undefined => records.find((r): r is HeaderRecord => r.kind === 'header')?.comparability;
  const [a, b] = [numberOf(first), numberOf(second)];
  if (a === b) return;
  throw new ExitbenchError('bad-argument', `Numbers of these files do not mean the same: their comparability is ${a ?? 'unknown'} and ${b ?? 'unknown'}.`, {
    hint: 'Run the older benchmark again with the newer version, and compare that.',
  });
}

/** An arm without what it is called. */
function asked(arm: { readonly regime: object } | undefined): Json | undefined {
  return arm === undefined ? undefined : json({ ...arm, regime: { ...arm.regime, label: '' } });
}

/** Records are JSON by their schemas; their types do not say so. */
function json(value: object): Json {
  return value as unknown as Json;
}
