import type { CellView, ReportView, RowOf, TableView } from '../view.ts';
import { bareNumber, rowTexts, unitText } from './numbers.ts';
import { plainText } from './plainText.ts';
import { tablesOf } from './tablesOf.ts';

const COLUMNS = ['group', 'table', 'row', 'regime', 'role', 'seed', 'place', 'column', 'value', 'low', 'high', 'n', 'unit', 'text'] as const;

/**
 * Every number of a report as one long table (RFC 4180): where it stands, the number with the ends of its interval, and its text as the
 * other renderings have it. Rounded as there; `records.jsonl` has all digits. `seed` is a seed, or `mean`, or empty.
 */
export function renderCsv(view: ReportView): string {
  const lines = tablesOf(view).flatMap(({ group, table }) => table.rows.flatMap((row, i) => numbersOf(group, table, row, table.of?.[i])));
  return [COLUMNS, ...lines].map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
}

// ---------------------------------------------------------------------------------------------------------------------

function numbersOf(group: string, table: TableView, row: readonly CellView[], of: RowOf | undefined): readonly (readonly string[])[] {
  const texts = rowTexts(table, row);
  const named = (wanted: (column: TableView['columns'][number]) => boolean): string => texts.filter((t, i) => t !== '' && wantedAt(table, i, wanted)).join(' / ');
  const [label, place] = [named((c) => !c.numeric && c.place === undefined), named((c) => c.place === true)];
  const count = row[table.columns.findIndex((c) => c.label === 'n')];
  const n = count?.kind === 'count' ? String(count.value) : '';
  return row.flatMap((cell, i) => {
    const column = table.columns[i];
    if (column === undefined || !column.numeric || column.place === true || column.label === 'n') return [];
    const { value, low, high, own, unit } = numbers(cell);
    const seed = column.seed ?? of?.seed ?? (cell.kind === 'estimate' && cell.estimate !== null && of !== undefined ? 'mean' : '');
    return [[group, table.caption, label, of?.regime ?? '', of?.role ?? '', seed, place, column.label, value, low, high, own ?? n, unit, texts[i] ?? '']];
  });
}

function wantedAt({ columns }: TableView, i: number, wanted: (column: TableView['columns'][number]) => boolean): boolean {
  const column = columns[i];
  return column !== undefined && wanted(column);
}

interface Numbers {
  readonly value: string;
  readonly low: string;
  readonly high: string;
  /** How many values a mean is of; undefined where the row says it. */
  readonly own?: string;
  readonly unit: string;
}

function numbers(cell: CellView): Numbers {
  const none = { value: '', low: '', high: '', unit: '' };
  switch (cell.kind) {
    case 'text':
    case 'code':
      return none;
    case 'count':
      return { ...none, value: String(cell.value) };
    case 'amount':
      return { ...none, value: cell.value === null ? '' : bareNumber(cell.value, cell.unit), unit: cell.unit };
    case 'estimate': {
      const { estimate, scale } = cell;
      if (estimate === null) return { ...none, unit: unitText(scale) };
      const { mean, interval, n } = estimate;
      const ends = interval === null ? ['', ''] : [mean - interval.half, mean + interval.half].map((end) => bareNumber(end, scale));
      return { value: bareNumber(mean, scale), low: ends[0] ?? '', high: ends[1] ?? '', own: String(n), unit: unitText(scale) };
    }
  }
}

/** Numbers with their signs, intervals and units: `-5`, `+5.24 %`, `+1.10 ± 0.40`. */
const PLAIN = /^[+-][\d.]+(e[+-]?\d+)?( %)?( ± [\d.]+)?( \(n = \d+\))?( !)?$/;

/** Spreadsheets take a field for a formula that starts so, quoted or not: an apostrophe before it says that it is text. Numbers stay numbers. */
function field(text: string): string {
  const plain = plainText(text).replaceAll('\n', ' ');
  const safe = /^[=+\-@＝＋－＠]/.test(plain) && !PLAIN.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]|^ | $/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
