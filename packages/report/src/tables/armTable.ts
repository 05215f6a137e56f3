import type { ArmRecord } from '@exitbench/records';

import type { CellView, TableView } from '../view.ts';
import { regimeText } from './regimeText.ts';

type Columns = TableView['columns'];

/** A table with a row for each arm of a group: its regime, then what the columns say. Arms without a row are left out. */
export function armTable(
  arms: readonly ArmRecord[],
  options: { readonly caption: string; readonly columns: readonly string[]; readonly notes?: readonly string[]; row(arm: ArmRecord): readonly CellView[] | undefined },
): TableView {
  const columns: Columns = [{ label: 'regime', numeric: false }, ...options.columns.map((label) => ({ label, numeric: true }))];
  const rows = arms.flatMap((arm) => {
    const cells = options.row(arm);
    return cells === undefined ? [] : [[{ kind: 'text' as const, text: armLabel(arm) }, ...cells]];
  });
  const of = arms.filter((arm) => options.row(arm) !== undefined).map((arm) => ({ regime: arm.regime.label, role: arm.role, seed: null }));
  return { caption: options.caption, columns, rows, notes: options.notes ?? [], of };
}

/** What tables call an arm within its group. */
export function armLabel(arm: ArmRecord): string {
  return regimeText(arm.regime.label, arm.role);
}
