import type { ArmRecord } from '@exitbench/records';

import { textsAt } from '../aggregate/fields.ts';
import { type Part, partNames, partsAt } from '../aggregate/parts.ts';
import type { Run } from '../aggregate/readRun.ts';
import { type ResultsOf, resultsOf } from '../aggregate/resultsOf.ts';
import { type Shown, isShownAs } from '../aggregate/shown.ts';
import { estimate } from '../statistics/intervals.ts';
import type { CellView, ColumnView, RowOf, TableView } from '../view.ts';
import { type Quantity, quantityOf, shown as cellOf } from './scale.ts';
import { count, text } from './cells.ts';
import { regimeText } from './regimeText.ts';

/**
 * What a metric shows as a table: a row for each name at `rows`, for each regime; at `columns` a list of numbers, or an object of such
 * lists with a column each. What is of several regimes together has a column for each seed. Undefined for what is shown otherwise and
 * without results.
 */
export function metricTable(run: Run, arms: readonly ArmRecord[], shown: Shown): TableView | undefined {
  if (!isShownAs(shown, 'table')) return undefined;
  const { shows } = shown;
  const results = resultsOf(run, arms, shown.metric).map((of): Read => ({
    ...of, rows: of.seeds.map(({ seed, result }) => ({ seed, names: textsAt(result, shows.rows), columns: partsAt(result, shows.columns) })),
  }));
  if (results.length === 0) return undefined;
  const quantity = quantityOf(null, shown);
  const names = partNames(results.flatMap((r) => r.rows.map((s) => s.columns)));
  const hasRegimes = results.some((r) => r.regime !== null);
  const seeds = hasRegimes ? [] : severalOf([...new Set(results.flatMap((r) => r.seeds.map((s) => s.seed)))]);
  // Each seed's p is of its own networks: their mean is of nothing.
  const hasMean = quantity.scale !== 'p' || seeds.length === 0;
  const rows = results.flatMap((r) => [...new Set(r.rows.flatMap((s) => s.names))].map((row) => ({
    of: { regime: r.regime, role: r.role, seed: null } satisfies RowOf,
    cells: [...(hasRegimes ? [text(regimeText(r.regime, r.role))] : []), text(row), ...numbersOf(r, row, names, seeds, quantity, hasMean)],
  })));
  if (rows.length === 0) return undefined;
  return {
    caption: quantity.name.slice(0, 1).toUpperCase() + quantity.name.slice(1),
    columns: [
      ...(hasRegimes ? [{ label: 'regime', numeric: false }] : []), { label: rowWord(shows.rows), numeric: false, place: true },
      ...names.flatMap((name): readonly ColumnView[] => {
        const label = name ?? shows.columns.split('.').at(-1) ?? shows.columns;
        return [...(hasMean ? [{ label, numeric: true }] : []), ...seeds.map((seed) => ({ label: names.length === 1 ? `seed ${seed}` : `${label}, seed ${seed}`, numeric: true, seed }))];
      }),
      { label: 'n', numeric: true },
    ],
    rows: rows.map((r) => r.cells), of: rows.map((r) => r.of),
    notes: shown.metric.volatile ? ['Measured on the machine that the environment names: numbers of two machines do not compare.'] : [],
  };
}

// ---------------------------------------------------------------------------------------------------------------------

interface Read extends ResultsOf {
  readonly rows: readonly { readonly seed: string; readonly names: readonly string[]; readonly columns: readonly Part[] }[];
}

/** One seed is its own mean. */
function severalOf(seeds: readonly string[]): readonly string[] {
  return seeds.length > 1 ? seeds : [];
}

function numbersOf({ rows }: Read, row: string, names: readonly (string | null)[], seeds: readonly string[], quantity: Quantity, hasMean: boolean): readonly CellView[] {
  const having = rows.filter((s) => s.names.includes(row));
  const values = (of: Read['rows'], name: string | null): readonly number[] =>
    of.flatMap(({ names: all, columns }) => columns.find((c) => c.part === name)?.values[all.indexOf(row)] ?? []);
  return [
    ...names.flatMap((name) => [...(hasMean ? [cellOf(estimate(values(having, name)), quantity)] : []), ...seeds.map((seed) => cellOf(estimate(values(having.filter((s) => s.seed === seed), name)), quantity))]),
    count(having.length),
  ];
}

/** `phases.name` is of phases. */
function rowWord(path: string): string {
  const words = path.split('.');
  return words.length > 1 ? (words.at(-2) ?? '').replace(/s$/, '') : (words[0] ?? '').replace(/s$/, '');
}
