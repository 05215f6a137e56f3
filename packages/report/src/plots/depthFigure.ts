import type { ArmRecord } from '@exitbench/records';

import { textsAt } from '../aggregate/fields.ts';
import { partNames, partsAt } from '../aggregate/parts.ts';
import type { Run } from '../aggregate/readRun.ts';
import { resultsOf } from '../aggregate/resultsOf.ts';
import { type Shown, isShownAs } from '../aggregate/shown.ts';
import { estimate } from '../statistics/intervals.ts';
import { quantityOf, statedQuantity } from '../tables/scale.ts';
import type { FigureView } from '../view.ts';
import { aboutOf, axisOf, capital, lastOf } from './about.ts';
import { lineFigure } from './lineFigure.ts';

/** A quantity over the exits or blocks. Undefined for what is shown otherwise and without results. */
export function depthFigure(run: Run, arms: readonly ArmRecord[], shown: Shown, id: string): FigureView | undefined {
  if (!isShownAs(shown, 'depth-curve')) return undefined;
  const { metric, shows } = shown;
  const results = resultsOf(run, arms, metric);
  const first = results[0]?.seeds[0]?.result;
  if (first === undefined) return undefined;
  const quantity = quantityOf(statedQuantity(first, shown), axisOf(shown, shows.values));
  const read = results.map(({ regime, role, seeds }) => ({
    regime, role, seeds: seeds.map(({ seed, result }) => ({ seed, pieces: textsAt(result, shows.pieces), parts: partsAt(result, shows.values) })),
  }));
  // Results may differ in their pieces: a place is a name, wherever it stands.
  const places = [...new Set(read.flatMap((r) => r.seeds.flatMap((s) => s.pieces)))];
  if (places.length === 0) return undefined;
  const sign = quantity.negated ? -1 : 1;
  return lineFigure({
    id, places, about: aboutOf(run, shown, results), caption: `${capital(shown.title)}${lastOf(shows.values) === 'test' ? ', on test' : ''}`,
    x: [{ label: lastOf(shows.pieces) === 'exits' ? 'exit' : lastOf(shows.pieces).replace(/s$/, ''), factor: 1, scale: 'plain', log: false }],
    y: { label: quantity.name, factor: 1, scale: quantity.scale, log: false },
    better: quantity.negated ? 'lower' : shown.direction,
    lines: read.flatMap(({ regime, role, seeds }) => partNames(seeds.map((s) => s.parts)).map((part) => ({
      regime, role, part,
      points: places.map((place, x) => {
        const values = seeds.map(({ seed, pieces, parts }) => {
          const value = parts.find((p) => p.part === part)?.values[pieces.indexOf(place)] ?? null;
          return { seed, y: value === null ? null : sign * value };
        });
        return { x, seeds: values, mean: estimate(values.flatMap((v) => v.y ?? [])) };
      }),
    }))),
  });
}
