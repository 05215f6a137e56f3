import type { ArmRecord } from '@exitbench/records';

import { BUDGET_METRIC } from '../aggregate/budgetRows.ts';
import { fieldAt } from '../aggregate/fields.ts';
import { type Part, partNames, partsAt } from '../aggregate/parts.ts';
import type { Run } from '../aggregate/readRun.ts';
import { resultsOf } from '../aggregate/resultsOf.ts';
import { type Shown, isShownAs } from '../aggregate/shown.ts';
import { quantityOf, statedQuantity } from '../tables/scale.ts';
import type { AxisView, FigureView } from '../view.ts';
import { aboutOf, axisOf, capital, lastOf } from './about.ts';
import { gridLines } from './gridLines.ts';
import { lineFigure } from './lineFigure.ts';

/** A score along an axis: accuracy against inference cost, or what a metric shows as a curve. Undefined for what is shown otherwise and without results. */
export function curveFigure(run: Run, arms: readonly ArmRecord[], shown: Shown, id: string): FigureView | undefined {
  if (!isShownAs(shown, 'curve')) return undefined;
  const { metric, shows } = shown;
  const results = resultsOf(run, arms, metric);
  const first = results[0]?.seeds[0]?.result;
  if (first === undefined) return undefined;
  const quantity = quantityOf(statedQuantity(first, shown), axisOf(shown, shows.y));
  const sign = quantity.negated ? -1 : 1;
  const curves = results.flatMap(({ regime, role, seeds }) => {
    const read = seeds.map(({ seed, result }) => ({ seed, xs: partsAt(result, shows.x), ys: partsAt(result, shows.y) }));
    return partNames(read.map((r) => r.ys)).map((part) => ({
      regime, role, part,
      seeds: read.flatMap(({ seed, xs, ys }) => {
        const [across, upwards] = [valuesOf(xs, part), valuesOf(ys, part)];
        const points = across.flatMap((x, i) => (x === null || typeof upwards[i] !== 'number' ? [] : [{ x, y: sign * upwards[i] }]));
        return points.length === 0 ? [] : [{ seed, points }];
      }),
    })).filter((c) => c.seeds.length > 0);
  });
  if (curves.length === 0) return undefined;
  const base = fieldAt(first, 'base');
  const isCost = metric.plugin === BUDGET_METRIC && typeof base === 'number' && base > 0;
  const many = curves.some((c) => c.seeds.length > 1);
  return lineFigure({
    id, about: aboutOf(run, shown, results), lines: gridLines(curves),
    caption: isCost ? `${capital(quantity.name.replace(/ in %$/, ''))} against inference cost, on test` : capital(shown.title),
    x: isCost ? costAxes(base) : [{ label: lastOf(shows.x), factor: 1, scale: 'plain', log: true }],
    y: { label: quantity.name, factor: 1, scale: quantity.scale, log: false },
    better: quantity.negated ? 'lower' : shown.direction,
    notes: [
      ...(isCost ? ['Each threshold on the test part gives a point: the curve shows what is possible, and no threshold was chosen by it. For thresholds that were chosen on validation see the table of budgets.'] : []),
      ...(many ? ['Each seed’s curve is interpolated at the same places before seeds are averaged; there is a mean where all seeds have a value.'] : []),
    ],
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** Of a mean cost in multiply-accumulates. */
function costAxes(base: number): readonly AxisView[] {
  return [
    { label: 'mean inference cost in % of the plain backbone', factor: 1 / base, scale: 'share', log: true },
    { label: 'mean inference cost in multiply-accumulates', factor: 1, scale: 'MAC', log: true },
  ];
}

/** A part's own list, or the one that all parts share. */
function valuesOf(parts: readonly Part[], part: string | null): Part['values'] {
  return (parts.find((p) => p.part === part) ?? parts.find((p) => p.part === null))?.values ?? [];
}
