import type { AxisView, CellView, ColumnView, RowOf, SurfaceView, TableView } from '../view.ts';
import { text } from '../tables/cells.ts';
import { partWord } from './partWord.ts';

type Panel = SurfaceView['panels'][number];

interface Found {
  readonly role: RowOf['role'];
  readonly panel: Panel;
}

interface Axes {
  readonly x: AxisView;
  readonly y: AxisView;
  readonly z: AxisView;
}

/**
 * The numbers of surfaces. Where panels share their places across, a row for each place upwards with a column for each across: a tenth
 * of the size. Else a row for each place. Marked points have a row each.
 */
export function surfaceTable(caption: string, found: readonly Found[], axes: Axes): TableView {
  const [first] = found;
  const xs = first?.panel.xs ?? [];
  const shared = found.every(({ panel }) => panel.xs.length === xs.length && panel.xs.every((x, i) => x === xs[i]));
  const panels = found.map((f) => f.panel);
  const [hasRegimes, hasParts, hasPoints] = [panels.some((p) => p.regime !== null), panels.some((p) => p.part !== null), panels.some((p) => p.points.length > 0)];
  const head = ({ regime, seed, part }: Panel): readonly CellView[] => [...(hasRegimes ? [text(regime ?? '')] : []), ...(hasParts ? [text(part ?? '')] : []), text(seed ?? '')];
  const { columns, cellsOf } = (shared ? wideRows(xs, hasPoints) : longRows(hasPoints))(axes);
  const rows = found.flatMap(({ role, panel }) => cellsOf(panel).map((cells) => ({
    cells: [...head(panel), ...cells], of: { regime: panel.regime, role, seed: panel.seed } satisfies RowOf,
  })));
  return {
    caption, rows: rows.map((r) => r.cells), of: rows.map((r) => r.of), notes: shared ? [`Numbers are of ${axes.z.label}; columns are places of ${axes.x.label}.`] : [],
    columns: [...(hasRegimes ? [{ label: 'regime', numeric: false }] : []), ...(hasParts ? [{ label: partWord(caption, panels.map((p) => p.part)), numeric: false }] : []), place('seed'), ...columns],
  };
}

// ---------------------------------------------------------------------------------------------------------------------

type Rows = (axes: Axes) => { readonly columns: readonly ColumnView[]; readonly cellsOf: (panel: Panel) => readonly (readonly CellView[])[] };

function wideRows(xs: readonly number[], hasPoints: boolean): Rows {
  return ({ x, y, z }) => ({
    columns: [
      ...(hasPoints ? [place('point'), place(x.label, true)] : []), place(y.label, true), ...xs.map((at) => ({ label: String(Number(at.toPrecision(4))), numeric: true })),
    ],
    cellsOf: ({ ys, values, points }) => [
      ...ys.map((py, j) => [...(hasPoints ? [text(''), number(null, x)] : []), number(py, y), ...xs.map((_, i) => number(values[j]?.[i] ?? null, z))]),
      ...points.map((p) => [text(p.label), number(p.x, x), number(p.y, y), ...xs.map(() => number(null, z))]),
    ],
  });
}

function longRows(hasPoints: boolean): Rows {
  return ({ x, y, z }) => ({
    columns: [...(hasPoints ? [place('point')] : []), place(x.label, true), place(y.label, true), { label: z.label, numeric: true }],
    cellsOf: ({ xs, ys, values, points }) => [
      ...ys.flatMap((py, j) => xs.map((px, i) => [...(hasPoints ? [text('')] : []), number(px, x), number(py, y), number(values[j]?.[i] ?? null, z)])),
      ...points.map((p) => [text(p.label), number(p.x, x), number(p.y, y), number(null, z)]),
    ],
  });
}

function place(label: string, numeric = false): ColumnView {
  return { label, numeric, place: true };
}

function number(value: number | null, { scale }: AxisView): CellView {
  return { kind: 'estimate', scale, estimate: value === null ? null : { mean: value, n: 1, interval: null } };
}
