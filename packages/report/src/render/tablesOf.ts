import type { ReportView, TableView } from '../view.ts';
import { hypothesisTables } from '../tables/hypothesisTables.ts';
import { answerTable, pairTable, suitabilityTable } from './answers.ts';

/** A table with the title of the group that it is of; empty for what is of the whole report. */
export interface PlacedTable {
  readonly group: string;
  readonly table: TableView;
}

/** Every table of a report, those that say what figures show included, in the order of the page. */
export function tablesOf(view: ReportView): readonly PlacedTable[] {
  const whole = (table: TableView | null): readonly PlacedTable[] => (table === null ? [] : [{ group: '', table }]);
  return [
    ...whole(suitabilityTable(view.answers)),
    ...whole(answerTable(view.answers)),
    ...hypothesisTables(view.hypotheses).flatMap(whole),
    ...whole(view.budgets),
    ...whole(view.coverage),
    ...whole(view.incomplete),
    ...view.groups.flatMap((group) => {
      const pairs = pairTable(view.answers.filter((a) => a.group === group.id));
      return [...(pairs === null ? [] : [pairs]), ...group.figures.map((f) => f.table), ...group.tables].map((table) => ({ group: group.title, table }));
    }),
    ...whole(view.sources),
    ...whole(view.reproduce),
    ...whole(view.environment),
  ];
}

/**
 * A table as it is read: a long one without the columns of single seeds, of which there are thousands of cells that nobody compares by eye.
 * The numbers as CSV have them.
 */
export function readTable(table: TableView): TableView {
  const kept = table.columns.flatMap(({ seed }, i) => (seed === undefined ? [i] : []));
  if (table.rows.length * (table.columns.length - kept.length) <= SEEDED) return table;
  const pick = <T>(list: readonly T[]): readonly T[] => kept.map((i) => list[i] as T);
  return {
    ...table, columns: pick(table.columns), rows: table.rows.map(pick),
    notes: [...table.notes, 'Means over seeds: of a table this long, single seeds are left to the numbers as CSV.'],
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Most cells of single seeds: a table of six exits of four regimes with five seeds has them. */
const SEEDED = 120;
