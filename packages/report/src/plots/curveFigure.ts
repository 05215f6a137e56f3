import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { BUDGET_METRIC } from '../aggregate/budgetRows.ts';
import { fieldAt, numbersAt } from '../aggregate/fields.ts';
import type { Run } from '../aggregate/readRun.ts';
import { resultsOf } from '../aggregate/resultsOf.ts';
import { quantityOf } from '../tables/scale.ts';
import type { AxisView, FigureView } from '../view.ts';
import { gridLines } from './gridLines.ts';
import { lineFigure } from './lineFigure.ts';

/** A score along an axis: accuracy against inference cost, or what a metric shows as a curve. Undefined for other metrics and without results. */
export function curveFigure(run: Run, arms: readonly ArmRecord[], metric: MetricRecord, id: string): FigureView | undefined {
  const { shows } = metric;
  if (shows.kind !== 'curve') return undefined;
  const results = resultsOf(run, arms, metric);
  const first = results[0]?.seeds[0]?.result;
  if (first === undefined) return undefined;
  const stated = fieldAt(first, 'quantity');
  const quantity = quantityOf(typeof stated === 'string' ? stated : null, metric);
  const curves = results.map(({ regime, role, seeds }) => ({
    regime, role, part: null,
    seeds: seeds.map(({ seed, result }) => {
      const [xs, ys] = [numbersAt(result, shows.x), numbersAt(result, shows.y)];
      return { seed, points: xs.map((x, i) => ({ x, y: (quantity.negated ? -1 : 1) * (ys[i] ?? NaN) })) };
    }),
  }));
  const base = fieldAt(first, 'base');
  const isCost = metric.plugin === BUDGET_METRIC && typeof base === 'number' && base > 0;
  const many = curves.some((c) => c.seeds.length > 1);
  return lineFigure({
    id, lines: gridLines(curves),
    caption: isCost ? `${capital(quantity.name.replace(/ in %$/, ''))} against inference cost, on test` : capital(metric.label),
    x: isCost ? costAxes(base) : [{ label: lastOf(shows.x), factor: 1, scale: 'plain', log: true }],
    y: { label: quantity.name, factor: 1, scale: quantity.scale, log: false },
    better: quantity.negated ? 'lower' : metric.direction,
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

function lastOf(path: string): string {
  return path.split('.').at(-1) ?? path;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
