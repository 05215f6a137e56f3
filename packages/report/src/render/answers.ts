import type { AnswerView, CellView, PairView, TableView } from '../view.ts';
import { NOTHING, cellText } from './numbers.ts';
import { count, differenceScale, pValue, text } from '../tables/cells.ts';

/** The answer in a few words: `joint`, `undecided; mixed leads`. */
export function answerText({ best }: AnswerView): string {
  switch (best.kind) {
    case 'decided':
      return `${listOf(best.regimes)}${best.regimes.length > 1 ? ' (tied)' : ''}${best.tiedWith.length === 0 ? '' : `; not told from it: ${listOf(best.tiedWith)} (tied)`}`;
    case 'undecided':
      return `undecided${best.leads === null ? '' : `; ${best.leads} leads`}; in the running: ${listOf(best.inTheRunning)}`;
    case 'too-few':
      return `too few seeds to judge${best.leads === null ? '' : `; ${best.leads} leads`}`;
    case 'alone':
      return best.regime === null ? 'no regime to judge' : `${best.regime}, compared with nothing`;
  }
}

/** What a verdict says of a pair: `joint better than mixed`. */
export function verdictText({ a, b, verdict, withheld, withinMargin }: PairView): string {
  switch (verdict) {
    case 'better':
    case 'worse':
      return `${a} ${verdict} than ${b}${withinMargin ? ', by less than half a point' : ''}`;
    case 'tie':
      return `${a} and ${b} tied`;
    case 'undecided':
      return withheld === null ? 'undecided' : `undecided: one diverged; the other seeds alone would say ${withheld}`;
    case 'too-few':
      return 'too few pairs';
  }
}

/**
 * For each data set, architecture and cost level what to take, with its mean and interval: the table to act on. Null without answers.
 */
export function suitabilityTable(answers: readonly AnswerView[]): TableView | null {
  if (answers.length === 0) return null;
  const levels = [...new Set(answers.map((a) => a.level))];
  const groups = [...new Set(answers.map((a) => a.group))];
  const hasT = answers.some((a) => a.epochs !== null);
  return {
    caption: 'What to take',
    columns: [...['data set', 'architecture', 'exits', ...(hasT ? ['T'] : []), ...levels.map((l) => (l === 'max' ? 'any cost' : `cost ≤ ${l}`))].map((label) => ({ label, numeric: false })), { label: 'n', numeric: true }],
    rows: groups.map((group) => {
      const own = answers.filter((a) => a.group === group);
      const [first] = own;
      const n = Math.max(0, ...own.map((a) => a.score?.n ?? 0));
      return [
        ...[first?.dataset ?? '', first?.architecture ?? '', first?.exits ?? '', ...(hasT ? [String(first?.epochs ?? '')] : [])].map(text),
        ...levels.map((level) => text(takeText(own.find((a) => a.level === level), n))), count(n),
      ];
    }),
    notes: [
      `The regime that is best, with its ${[...new Set(answers.map((a) => a.quantity.replace(/^minus the /, '')))].join(' or ')} and half the width of the 95 % t interval over seeds. “Tie”: within half a point of each other. “Undecided”: the seeds do not tell which is best; the one that leads is named, and those that are worse than another as ruled out. Means of fewer seeds than n say so. The tests are in the next table.`,
    ],
  };
}

/** One table of all answers: the leading regime against its closest rival. Null without answers. */
export function answerTable(answers: readonly AnswerView[]): TableView | null {
  if (answers.length === 0) return null;
  const unranked = placed(answers, (a) => a.unranked.map((u) => ({ regime: u.regime, said: u.because === 'control' ? 'a control' : 'off its budget' })));
  const diverged = placed(answers, (a) => a.diverged.map((regime) => ({ regime, said: null })));
  const outOfReach = placed(answers, (a) => a.outOfReach.map((regime) => ({ regime, said: a.level })));
  const hasT = answers.some((a) => a.epochs !== null);
  return {
    caption: 'Best regime at each inference cost',
    columns: [
      ...['data set', 'architecture', 'exits', ...(hasT ? ['T'] : []), 'cost level', 'best regime', 'against the closest'].map((label) => ({ label, numeric: false })),
      { label: 'difference', numeric: true }, { label: 'adjusted p', numeric: true }, { label: 'n', numeric: true },
    ],
    rows: answers.map((answer) => {
      const rival = closest(answer);
      return [
        ...[answer.dataset, answer.architecture, answer.exits, ...(hasT ? [String(answer.epochs ?? '')] : []), answer.level, answerText(answer), rival === null ? '' : `${rival.a} − ${rival.b}`].map(text),
        ...(rival === null ? [difference(null, answer), pValue(null, 0), count(0)] : [difference(rival, answer), pValue(rival.adjusted, rival.n), count(rival.n)]),
      ];
    }),
    notes: [
      `Differences are of ${[...new Set(answers.map((a) => a.quantity))].join(' or ')}, seed by seed, with half the width of the pair’s own 95 % interval. “Tied” means within half a point; “undecided” that the seeds do not tell.`,
      ...(unranked.length === 0 ? [] : [`Shown and not judged: ${unranked.join('; ')}.`]),
      ...(outOfReach.length === 0 ? [] : [`Cannot keep the cost: ${outOfReach.join('; ')}.`]),
      ...(diverged.length === 0 ? [] : [`Diverged on every seed: ${diverged.join('; ')}.`]),
    ],
  };
}

/** Every two regimes of one group at each cost level. Null where nothing was compared. */
export function pairTable(answers: readonly AnswerView[]): TableView | null {
  const pairs = answers.flatMap((answer) => answer.pairs.map((pair) => ({ answer, pair })));
  if (pairs.length === 0) return null;
  return {
    caption: 'Every two regimes',
    columns: [
      { label: 'cost level', numeric: false }, { label: 'pair', numeric: false }, { label: 'verdict', numeric: false },
      ...['difference', 'p', 'adjusted p', 'effect size', 'n'].map((label) => ({ label, numeric: true })), { label: 'notes', numeric: false },
    ],
    rows: pairs.map(({ answer, pair }) => [
      text(answer.level), text(`${pair.a} − ${pair.b}`), text(verdictText(pair)), difference(pair, answer), pValue(pair.p, pair.n), pValue(pair.adjusted, pair.n),
      { kind: 'estimate', estimate: pair.effect === null ? null : { mean: pair.effect, n: pair.n, interval: null }, scale: 'plain' },
      count(pair.n), text(pair.notes.join('; ')),
    ]),
    notes: ['p is of the paired t test; adjusted by Holm’s method for all pairs of one cost level. The effect size is Hedges’ g of the paired differences.'],
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** What is said of regimes, with where it is so, unless it is so in every group: `mixed (off its budget: MNIST, Convnet)`. */
function placed(answers: readonly AnswerView[], find: (answer: AnswerView) => readonly { readonly regime: string; readonly said: string | null }[]): readonly string[] {
  const groups = new Set(answers.map((a) => a.group)).size;
  const found = answers.flatMap((answer) => find(answer).map(({ regime, said }) => ({ regime, said, answer })));
  const kinds = [...new Map(found.map((f) => [JSON.stringify([f.regime, f.said]), f])).values()];
  return kinds.map(({ regime, said }) => {
    const own = [...new Map(found.filter((f) => f.regime === regime && f.said === said).map(({ answer }) => [answer.group, answer])).values()];
    const where = own.length === groups ? null : own.map((answer) => placeText(answer, answers)).join(' and ');
    const words = [said, where].filter((w) => w !== null).join(': ');
    return words === '' ? regime : `${regime} (${words})`;
  });
}

/** What tells an answer's group from the others: `MNIST (official), Convnet, T = 10`. */
function placeText(answer: AnswerView, answers: readonly AnswerView[]): string {
  const parts = ({ dataset, architecture, exits, epochs }: AnswerView): readonly string[] => [dataset, architecture, exits, epochs === null ? '' : `T = ${epochs}`];
  return parts(answer).filter((part, i) => answers.some((other) => parts(other)[i] !== part)).join(', ');
}

/** `joint 91.20 ± 0.31`, `tie: joint and mixed, 91.20 ± 0.31`. A mean of fewer seeds than the row’s says so. */
function takeText(answer: AnswerView | undefined, n: number): string {
  if (answer === undefined) return NOTHING;
  const { best, score, scale } = answer;
  const number = score === null ? '' : ` ${cellText({ kind: 'estimate', estimate: score, scale }, n)}`;
  switch (best.kind) {
    case 'decided':
      return best.regimes.length + best.tiedWith.length > 1 ? `tie: ${listOf([...best.regimes, ...best.tiedWith])},${number}` : `${best.regimes[0] ?? ''}${number}`;
    case 'undecided':
      return [best.leads === null ? 'undecided' : `undecided; ${best.leads} leads,${number}`, ...ruledOut(answer)].join('; ');
    case 'too-few':
      return best.leads === null ? 'too few seeds' : `too few seeds; ${best.leads} leads,${number}`;
    case 'alone':
      return best.regime === null ? NOTHING : `${best.regime}${number}, compared with nothing`;
  }
}

/** Regimes that are worse than another, where none is the best. */
function ruledOut({ best, pairs, diverged, outOfReach }: AnswerView): readonly string[] {
  if (best.kind !== 'undecided') return [];
  const out = [...new Set(pairs.flatMap((p) => [p.a, p.b]))].filter((r) => ![...best.inTheRunning, ...diverged, ...outOfReach].includes(r));
  return out.length === 0 ? [] : [`ruled out: ${listOf(out)}`];
}

/** The leading regime first, against the rival that comes closest to it: where nothing is decided, of those that are in the running. */
function closest({ best, pairs }: AnswerView): PairView | null {
  const leader = best.kind === 'decided' ? best.regimes[0] : best.kind === 'alone' ? undefined : (best.leads ?? undefined);
  const own = pairs.flatMap((pair) => (pair.difference === null ? [] : pair.a === leader ? [pair] : pair.b === leader ? [turned(pair)] : []));
  const open = best.kind === 'undecided' ? own.filter((pair) => best.inTheRunning.includes(pair.b)) : [];
  return (open.length > 0 ? open : own).toSorted((x, y) => (x.difference?.mean ?? 0) - (y.difference?.mean ?? 0))[0] ?? null;
}

function turned(pair: PairView): PairView {
  const { a, b, difference: d } = pair;
  return { ...pair, a: b, b: a, difference: d === null ? null : { ...d, mean: d.mean === 0 ? 0 : -d.mean } };
}

function difference(pair: PairView | null, { scale }: AnswerView): CellView {
  return { kind: 'estimate', estimate: pair?.difference ?? null, scale: differenceScale(scale) };
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
