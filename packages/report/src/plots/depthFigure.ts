import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { fieldAt, numbersAt, textsAt } from '../aggregate/fields.ts';
import type { Run } from '../aggregate/readRun.ts';
import { resultsOf } from '../aggregate/resultsOf.ts';
import { estimate } from '../statistics/intervals.ts';
import { quantityOf } from '../tables/scale.ts';
import type { FigureView } from '../view.ts';
import { lineFigure } from './lineFigure.ts';

/** A quantity over the exits or blocks. Undefined for other metrics and without results. */
export function depthFigure(run: Run, arms: readonly ArmRecord[], metric: MetricRecord, id: string): FigureView | undefined {
  const { shows } = metric;
  if (shows.kind !== 'depth-curve') return undefined;
  const results = resultsOf(run, arms, metric);
  const first = results[0]?.seeds[0]?.result;
  if (first === undefined) return undefined;
  const stated = fieldAt(first, 'quantity');
  const quantity = quantityOf(typeof stated === 'string' ? stated : null, metric);
  // Results may differ in their pieces: a place is a name, wherever it stands.
  const places = [...new Set(results.flatMap((r) => r.seeds.flatMap((s) => textsAt(s.result, shows.pieces))))];
  const sign = quantity.negated ? -1 : 1;
  return lineFigure({
    id, places, caption: `${metric.label.slice(0, 1).toUpperCase()}${metric.label.slice(1)}, on test`,
    x: [{ label: lastOf(shows.pieces) === 'exits' ? 'exit' : 'piece', factor: 1, scale: 'plain', log: false }],
    y: { label: quantity.name, factor: 1, scale: quantity.scale, log: false },
    better: quantity.negated ? 'lower' : metric.direction,
    lines: results.map(({ regime, role, seeds }) => ({
      regime, role, part: null,
      points: places.map((place, x) => {
        const values = seeds.map(({ seed, result }) => {
          const value = numbersAt(result, shows.values)[textsAt(result, shows.pieces).indexOf(place)];
          return { seed, y: value === undefined ? null : sign * value };
        });
        return { x, seeds: values, mean: estimate(values.flatMap((v) => v.y ?? [])) };
      }),
    })),
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function lastOf(path: string): string {
  return path.split('.').at(-1) ?? path;
}
