import type { ComparedRow, RowVerdict, RunComparison } from '../aggregate/compareRuns.ts';
import { LEVEL } from '../statistics/intervals.ts';
import type { CellView, TableView } from '../view.ts';
import { inline, startOfLine } from './markdownText.ts';
import { markdownOf } from './markdownTable.ts';
import { numberText } from './numbers.ts';
import { count, differenceScale, text } from '../tables/cells.ts';

export interface ComparisonOptions {
  /** Rows that are the same too. */
  readonly all?: boolean;
}

/** The words of a comparison, worst first. */
export const ROW_VERDICTS: readonly RowVerdict[] = ['worse', 'gone', 'better', 'changed', 'new', 'undecided', 'too-few', 'same'];

/** A comparison of two runs as Markdown: what differs between them, how many rows came to what, and the rows. */
export function renderComparison(comparison: RunComparison, { all = false }: ComparisonOptions = {}): string {
  const { a, b, rows, environment, plan, notCompared } = comparison;
  const shown = all ? rows : rows.filter((r) => r.verdict !== 'same' || r.notes.length > 0);
  const parts = [
    `# A: ${inline(`${a.benchmark}, ${a.profile}`)}; B: ${inline(`${b.benchmark}, ${b.profile}`)}`,
    countsLine(rows),
    ...changes('**What was asked for is not the same.** Differences may be due to it:', plan),
    ...changes('The environments differ:', environment),
    ...(shown.length === 0 ? [] : [markdownOf(comparisonTable(shown))]),
    ...notesOf(comparison, rows.length - shown.length).map(startOfLine),
    ...(notCompared.length === 0 ? [] : [startOfLine(`Not compared: ${notCompared.join(', ')} (curves, planes, volatile results and those of several cells).`)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The rows as a table. */
export function comparisonTable(rows: readonly ComparedRow[]): TableView {
  const withNotes = rows.some((r) => r.notes.length > 0);
  const columns = ['arm', 'quantity', 'at', 'B is', 'A', 'B', 'B − A', 'p', 'adjusted p', 'n', ...(withNotes ? ['notes'] : [])];
  return {
    caption: 'B against A', notes: [],
    columns: columns.map((label) => ({ label, numeric: ['A', 'B', 'B − A', 'p', 'adjusted p', 'n'].includes(label) })),
    rows: rows.map((r): readonly CellView[] => [
      text(r.arm), text(r.quantity), text(r.place), text(r.verdict === 'too-few' ? 'too few seeds' : r.verdict),
      { kind: 'estimate', estimate: r.a, scale: r.scale }, { kind: 'estimate', estimate: r.b, scale: r.scale },
      { kind: 'estimate', estimate: r.difference, scale: differenceScale(r.scale) }, text(r.p === null ? '–' : numberText(r.p, 'p')), text(r.adjusted === null ? '–' : numberText(r.adjusted, 'p')),
      count(r.n), ...(withNotes ? [text(r.notes.join('; '))] : []),
    ]),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function countsLine(rows: readonly ComparedRow[]): string {
  const counts = ROW_VERDICTS.flatMap((verdict) => {
    const n = rows.filter((r) => r.verdict === verdict).length;
    return n === 0 ? [] : [`${n} ${verdict === 'too-few' ? 'with too few seeds' : verdict}`];
  });
  // A row that is equal on the seeds that are left would else look whole.
  const lost = rows.filter((r) => r.lost && r.verdict !== 'gone').length;
  return `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}: ${counts.join(', ')}${lost === 0 ? '' : `; ${lost} of them lost a seed in B`}.`;
}

function notesOf({ rows, family }: RunComparison, hidden: number): readonly string[] {
  return [
    ...(hidden > 0 ? [`${hidden} ${hidden === 1 ? 'row that is' : 'rows that are'} the same ${hidden === 1 ? 'is' : 'are'} not shown.`] : []),
    `Paired by seed: B − A is the mean over the ${rows.some((r) => r.n > 0) ? 'n seeds that both have' : 'seeds that both have (there are none)'}, with half the width of the ${100 * LEVEL} % t interval of that row by itself. ${family === 0 ? 'No row has three seeds in both: nothing is judged.' : `p is of the paired t test, adjusted by Holm over the ${family} rows that have three seeds or more; better and worse are said at 5 % of the adjusted p.`} Undecided does not mean equal. Runs that share code and engine give the same numbers: any difference between those is a defect.`,
  ];
}

/** Differences that are told one by one. */
const SHOWN = 12;

function changes(heading: string, found: RunComparison['plan']): readonly string[] {
  if (found.length === 0) return [];
  const more = found.length - SHOWN;
  const lines = found.slice(0, SHOWN).map(({ path, before, after }) => `- ${inline(`${path}: ${short(before)} → ${short(after)}`)}`);
  return [`${heading}\n\n${[...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')}`];
}

function short(value: unknown): string {
  if (value === undefined) return 'absent';
  const words = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[0-9a-f]{40,64}$/.test(words) ? words.slice(0, 12) : words.length > 60 ? `${words.slice(0, 60)}…` : words;
}
