import { ExitbenchError, type Json } from '@exitbench/core';
import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { fieldAt, numbersAt } from '../aggregate/fields.ts';
import type { Run } from '../aggregate/readRun.ts';
import { resultsOf } from '../aggregate/resultsOf.ts';
import { numberText } from '../render/numbers.ts';
import { quantityOf } from '../tables/scale.ts';
import type { AxisView, CellView, FigureView, RowOf, SurfaceView } from '../view.ts';

type Panel = SurfaceView['panels'][number];

/** Heights over a plane, a panel for each regime and seed: what a metric shows as a surface or a plane. Undefined for other metrics and without results. */
export function surfaceFigure(run: Run, arms: readonly ArmRecord[], metric: MetricRecord, id: string): FigureView | undefined {
  const { shows } = metric;
  if (shows.kind !== 'surface' && shows.kind !== 'plane') return undefined;
  const results = resultsOf(run, arms, metric);
  const first = results[0]?.seeds[0]?.result;
  if (first === undefined) return undefined;
  const stated = fieldAt(first, 'quantity');
  const quantity = quantityOf(typeof stated === 'string' ? stated : null, metric);
  const sign = quantity.negated ? -1 : 1;
  const found = results.flatMap(({ regime, role, seeds }) => seeds.map(({ seed, result }) => ({
    role,
    panel: {
      regime, seed, part: null, xs: numbersAt(result, shows.x), ys: numbersAt(result, shows.y),
      values: heightsAt(result, shows.z).map((row) => row.map((v) => sign * v)), points: shows.kind === 'plane' ? pointsAt(result, shows.points) : [],
    },
  })));
  const caption = `${metric.label.slice(0, 1).toUpperCase()}${metric.label.slice(1)}`;
  const axis = (path: string): AxisView => ({ label: path.split('.').at(-1) ?? path, factor: 1, scale: 'plain', log: false });
  const z: AxisView = { label: quantity.name, factor: 1, scale: quantity.scale, log: false };
  const panels = found.map((f) => f.panel);
  const [x, y] = [axis(shows.x), axis(shows.y)];
  const rows = found.flatMap(({ role, panel }) => rowsOf(panel, { x, y, z }).map((cells) => ({ cells, of: { regime: panel.regime, role, seed: panel.seed } satisfies RowOf })));
  return {
    id, caption, alt: altText(caption, panels, z), shape: { kind: 'surface', x, y, z, panels },
    table: {
      caption, notes: [], rows: rows.map((r) => r.cells), of: rows.map((r) => r.of),
      columns: [
        { label: 'regime', numeric: false }, { label: 'seed', numeric: false, place: true }, { label: 'point', numeric: false, place: true },
        { label: x.label, numeric: true, place: true }, { label: y.label, numeric: true, place: true }, { label: z.label, numeric: true },
      ],
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function heightsAt(result: Json, path: string): readonly (readonly number[])[] {
  const rows = fieldAt(result, path);
  if (Array.isArray(rows) && rows.every((row: unknown) => Array.isArray(row) && row.every((v) => typeof v === 'number'))) return rows as readonly (readonly number[])[];
  throw new ExitbenchError('bad-record', `A result should have rows of numbers at \`${path}\`.`, { hint: 'The file was written by another version of the metric: run the benchmark again.' });
}

/** `{ x, y, label }` each; a point without a label is called by its number. */
function pointsAt(result: Json, path: string): Panel['points'] {
  const points = fieldAt(result, path);
  if (!Array.isArray(points)) throw new ExitbenchError('bad-record', `A result should have a list of points at \`${path}\`.`);
  return (points as readonly Json[]).map((point, i) => {
    const [x, y, label] = [fieldAt(point, 'x'), fieldAt(point, 'y'), fieldAt(point, 'label')];
    if (typeof x !== 'number' || typeof y !== 'number') throw new ExitbenchError('bad-record', `A result has a point at \`${path}\` without \`x\` and \`y\`.`);
    return { x, y, label: typeof label === 'string' ? label : String(i + 1) };
  });
}

function rowsOf({ regime, seed, xs, ys, values, points }: Panel, { x, y, z }: { readonly x: AxisView; readonly y: AxisView; readonly z: AxisView }): readonly (readonly CellView[])[] {
  const head = (label: string, px: number, py: number): readonly CellView[] => [text(regime), text(seed ?? ''), text(label), number(px, x), number(py, y)];
  return [
    ...ys.flatMap((py, j) => xs.map((px, i) => [...head('', px, py), number(values[j]?.[i] ?? null, z)])),
    ...points.map((p) => [...head(p.label, p.x, p.y), number(null, z)]),
  ];
}

function altText(caption: string, panels: readonly Panel[], z: AxisView): string {
  const heights = panels.flatMap((p) => p.values.flat());
  if (heights.length === 0) return `${caption}: nothing to show.`;
  const [low, high] = [heights.reduce((a, b) => Math.min(a, b)), heights.reduce((a, b) => Math.max(a, b))];
  const names = [...new Set(panels.map((p) => p.regime))].join(', ');
  return `${caption}, a panel for each regime and seed, of ${names}: ${z.label} from ${numberText(low, z.scale)} to ${numberText(high, z.scale)}.`;
}

function number(value: number | null, { scale }: AxisView): CellView {
  return { kind: 'estimate', scale, estimate: value === null ? null : { mean: value, n: 1, interval: null } };
}

function text(of: string): CellView {
  return { kind: 'text', text: of };
}
