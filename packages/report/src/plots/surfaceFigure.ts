import { ExitbenchError, type Json } from '@exitbench/core';
import type { ArmRecord } from '@exitbench/records';

import { fieldAt, numbersAt } from '../aggregate/fields.ts';
import { gridsAt } from '../aggregate/parts.ts';
import type { Run } from '../aggregate/readRun.ts';
import { resultsOf } from '../aggregate/resultsOf.ts';
import { type Shown, isShownAs } from '../aggregate/shown.ts';
import { numberText } from '../render/numbers.ts';
import { quantityOf, statedQuantity } from '../tables/scale.ts';
import type { AxisView, FigureView, SurfaceView } from '../view.ts';
import { aboutOf, axisOf, capital, lastOf } from './about.ts';
import { heightRange } from './heightRange.ts';
import { surfaceTable } from './surfaceTable.ts';

type Panel = SurfaceView['panels'][number];

/** Heights over a plane, a panel for each regime, part and seed: what a metric shows as a surface or a plane. Undefined for what is shown otherwise and without results. */
export function surfaceFigure(run: Run, arms: readonly ArmRecord[], shown: Shown, id: string): FigureView | undefined {
  if (!isShownAs(shown, 'surface', 'plane')) return undefined;
  const { shows } = shown;
  const results = resultsOf(run, arms, shown.metric);
  const first = results[0]?.seeds[0]?.result;
  if (first === undefined) return undefined;
  const quantity = quantityOf(statedQuantity(first, shown), axisOf(shown, shows.z));
  const sign = quantity.negated ? -1 : 1;
  const found = results.flatMap(({ regime, role, seeds }) => seeds.flatMap(({ seed, result }) => gridsAt(result, shows.z).filter(({ rows }) => rows.length > 0).map(({ part, rows }) => ({
    role,
    panel: {
      regime, seed, part, xs: numbersAt(result, ownPath(result, shows.x, part)), ys: numbersAt(result, ownPath(result, shows.y, part)),
      values: rows.map((row) => row.map((v) => sign * v)), points: shows.kind === 'plane' ? pointsAt(result, ownPath(result, shows.points, part)) : [],
    },
  }))));
  if (found.length === 0) return undefined;
  const caption = capital(shown.title);
  const axis = (path: string): AxisView => ({ label: axisName(first, path), factor: 1, scale: 'plain', log: false });
  const z: AxisView = { label: quantity.name, factor: 1, scale: quantity.scale, log: false };
  const [x, y] = [axis(shows.x), axis(shows.y)];
  const panels = found.map((f) => f.panel);
  return {
    id, caption, alt: altText(caption, panels, z), about: [...aboutOf(run, shown, results), ...clipText(panels)], shape: { kind: 'surface', x, y, z, panels },
    table: surfaceTable(caption, found, { x, y, z }),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** A result may name its axes: `plane.axes.x` beside `plane.x`. */
function axisName(result: Json, path: string): string {
  const words = path.split('.');
  const stated = fieldAt(result, [...words.slice(0, -1), 'axes', lastOf(path)].join('.'));
  return typeof stated === 'string' && stated !== '' ? stated : lastOf(path);
}

/** The path of a part's own list, where parts do not share one. */
function ownPath(result: Json, path: string, part: string | null): string {
  return part === null || Array.isArray(fieldAt(result, path)) ? path : `${path}.${part}`;
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

/** What colours leave out, where they do. */
function clipText(panels: readonly Panel[]): readonly string[] {
  return heightRange(panels).clipped
    ? ['Colours go from the lowest height to the lowest plus twice the distance to the upper quartile, over all panels; what is higher has the last colour, labelled ≥. They are steps of equal height, or of equal ratio where the ends differ tenfold. The table has all heights.']
    : [];
}

function altText(caption: string, panels: readonly Panel[], z: AxisView): string {
  const heights = panels.flatMap((p) => p.values.flat());
  if (heights.length === 0) return `${caption}: nothing to show.`;
  const [low, high] = [heights.reduce((a, b) => Math.min(a, b)), heights.reduce((a, b) => Math.max(a, b))];
  const names = [...new Set(panels.flatMap((p) => p.regime ?? []))];
  const parts = [...new Set(panels.flatMap((p) => p.part ?? []))];
  const of = names.length === 0 ? '' : `, of ${names.join(', ')}`;
  return `${caption}, a panel for each ${[...(names.length === 0 ? [] : ['regime']), ...(parts.length === 0 ? [] : ['part']), 'seed'].join(' and ')}${of}${parts.length === 0 ? '' : `; parts: ${parts.join(', ')}`}: ${z.label} from ${numberText(low, z.scale)} to ${numberText(high, z.scale)}.`;
}
