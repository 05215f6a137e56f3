import { ExitbenchError, type Json } from '@exitbench/core';
import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { fieldAt, textsAt } from '../aggregate/fields.ts';
import type { Run } from '../aggregate/readRun.ts';
import { type ResultsOf, resultsOf } from '../aggregate/resultsOf.ts';
import { estimate } from '../statistics/intervals.ts';
import type { CellView, RowOf, TableView } from '../view.ts';
import { type Quantity, quantityOf, shown } from './scale.ts';

/**
 * What a metric shows as a table: a row for each name at `rows`, for each regime; at `columns` a list of numbers, or an object of such
 * lists with a column each. Undefined for other metrics and without results.
 */
export function metricTable(run: Run, arms: readonly ArmRecord[], metric: MetricRecord): TableView | undefined {
  const { shows } = metric;
  if (shows.kind !== 'table') return undefined;
  const results = resultsOf(run, arms, metric);
  const first = results[0]?.seeds[0]?.result;
  if (first === undefined) return undefined;
  const quantity = quantityOf(null, metric);
  const names = [...new Set(results.flatMap((r) => r.seeds.flatMap((s) => Object.keys(columnsAt(s.result, shows.columns)))))];
  const rows = results.flatMap((r) => [...new Set(r.seeds.flatMap((s) => textsAt(s.result, shows.rows)))].map((row) => ({
    of: { regime: r.regime, role: r.role, seed: null } satisfies RowOf, cells: cellsOf(r, row, names, shows, quantity),
  })));
  return {
    caption: quantity.name.slice(0, 1).toUpperCase() + quantity.name.slice(1),
    columns: [
      { label: 'regime', numeric: false }, { label: rowWord(shows.rows), numeric: false, place: true },
      ...names.map((label) => ({ label, numeric: true })), { label: 'n', numeric: true },
    ],
    rows: rows.map((r) => r.cells), of: rows.map((r) => r.of), notes: [],
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function cellsOf({ regime, role, seeds }: ResultsOf, row: string, names: readonly string[], { columns, rows }: { readonly columns: string; readonly rows: string }, quantity: Quantity): readonly CellView[] {
  const having = seeds.filter((s) => textsAt(s.result, rows).includes(row));
  return [
    { kind: 'text', text: role === 'control' ? `${regime} (control)` : regime }, { kind: 'text', text: row },
    ...names.map((name) => shown(estimate(having.flatMap(({ result }) => columnsAt(result, columns)[name]?.[textsAt(result, rows).indexOf(row)] ?? [])), quantity)),
    { kind: 'count', value: having.length },
  ];
}

/** Columns by name. A list alone is called by the last word of its path. */
function columnsAt(result: Json, path: string): { readonly [name: string]: readonly number[] } {
  const found = fieldAt(result, path);
  if (isNumbers(found)) return { [path.split('.').at(-1) ?? path]: found };
  if (typeof found === 'object' && found !== null && !Array.isArray(found) && Object.values(found).every(isNumbers)) return found as { readonly [name: string]: readonly number[] };
  throw new ExitbenchError('bad-record', `A result should have a list of numbers at \`${path}\`, or several by name.`, { hint: 'The file was written by another version of the metric: run the benchmark again.' });
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((v) => typeof v === 'number');
}

/** `phases.name` is of phases. */
function rowWord(path: string): string {
  const words = path.split('.');
  return words.length > 1 ? (words.at(-2) ?? '').replace(/s$/, '') : (words[0] ?? '').replace(/s$/, '');
}
