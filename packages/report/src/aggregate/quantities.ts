import { type Json, seedLabel } from '@exitbench/core';
import { type SweepPoint, budgetTable } from '@exitbench/exits';
import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { type Quantity, quantityOf, statedQuantity } from '../tables/scale.ts';
import { BUDGET_METRIC, type LevelScore, levelScores } from './budgetRows.ts';
import { fieldAt, numbersAt, textsAt } from './fields.ts';
import { type Part, partsAt } from './parts.ts';
import type { SeedValues } from './pairs.ts';
import type { Run } from './readRun.ts';
import { type Shown, isShownAs, shownOf } from './shown.ts';

/** One number of each seed of an arm: a metric at an exit, a block, a cost level or a row of its table. */
export interface ArmQuantity {
  readonly arm: ArmRecord;
  readonly metric: MetricRecord;
  /** Which of the metric's tables or figures it stands in: metrics with several have the same places in each. */
  readonly shown: Shown;
  readonly quantity: Quantity;
  /** `block0`, `75 %`, `backbone`; with the column where a table has several: `backbone, macs`. */
  readonly place: string;
  /** By seed, as they are stored. A level out of reach, or an undefined result, has no value. */
  readonly values: SeedValues;
}

/** Every number that an arm has one of for each seed, in the order of the plan. Of curves and planes there are none, nor of results over several cells. */
export function armQuantities(run: Run): readonly ArmQuantity[] {
  return run.plan.arms.filter((a) => a.excluded === null).flatMap((arm) => run.plan.metrics.filter((m) => !m.volatile).flatMap((metric) => shownOf(metric).flatMap((shown) => quantitiesOf(run, arm, shown))));
}

/** Whether `armQuantities` has numbers of a metric. */
export function hasQuantities(metric: MetricRecord): boolean {
  return !metric.volatile && shownOf(metric).some(isNumbered);
}

// ---------------------------------------------------------------------------------------------------------------------

type Named = ReadonlyMap<string, number>;

function isNumbered(shown: Shown): boolean {
  return shown.metric.plugin === BUDGET_METRIC || isShownAs(shown, 'depth-curve', 'table', 'stack');
}

function quantitiesOf(run: Run, arm: ArmRecord, shown: Shown): readonly ArmQuantity[] {
  const { metric } = shown;
  if (!isNumbered(shown)) return [];
  const cells = run.cellsOf(arm);
  const results = cells.flatMap(({ planned }) => {
    const result = run.result(metric, planned.id);
    return result === undefined ? [] : [{ seed: seedLabel(planned.seed), result }];
  });
  const diverged = cells.filter((c) => c.outcome?.status === 'diverged').map((c) => seedLabel(c.planned.seed));
  const named = results.map(({ seed, result }) => ({ seed, values: numbersIn(result, shown) }));
  const places = [...new Set(named.flatMap((n) => [...n.values.keys()]))];
  const stated = results.map((r) => statedQuantity(r.result, shown)).find((w) => w !== null) ?? null;
  const quantity = quantityOf(stated, shown);
  return places.map((place) => ({
    arm, metric, shown, quantity, place,
    values: new Map<string, number | 'diverged'>([
      ...named.flatMap(({ seed, values }): readonly (readonly [string, number])[] => {
        const value = values.get(place);
        return value === undefined ? [] : [[seed, value]];
      }),
      ...diverged.map((seed) => [seed, 'diverged'] as const),
    ]),
  }));
}

function numbersIn(result: Json, shown: Shown): Named {
  if (shown.metric.plugin === BUDGET_METRIC) return levelsIn(result);
  if (isShownAs(shown, 'depth-curve')) return listedIn(textsAt(result, shown.shows.pieces), partsAt(result, shown.shows.values));
  if (isShownAs(shown, 'stack')) return listedIn(textsAt(result, shown.shows.pieces), partsAt(result, shown.shows.shares));
  return isShownAs(shown, 'table') ? listedIn(textsAt(result, shown.shows.rows), partsAt(result, shown.shows.columns)) : new Map();
}

/** Thresholds that each seed chose on validation; in the manner of papers, what its own test curve gives. */
function levelsIn(result: Json): Named {
  const scores: readonly LevelScore[] = fieldAt(result, 'mode') === 'paper' ? ownLevels(result) : levelScores(result);
  return new Map(scores.flatMap(({ level, score }): readonly (readonly [string, number])[] => (score === null ? [] : [[level === 'max' ? 'max' : `${Math.round(100 * level)} %`, score]])));
}

function ownLevels(result: Json): readonly LevelScore[] {
  const [settings, costs, scores] = ['curve.threshold', 'curve.cost', 'curve.score'].map((path) => numbersAt(result, path));
  const curve = (settings ?? []).map((setting, i): SweepPoint => ({ setting, cost: costs?.[i] ?? NaN, score: scores?.[i] ?? NaN, shares: [] }));
  return budgetTable({ mode: 'paper', seeds: [curve] }, Number(fieldAt(result, 'base'))).map(({ level, score }) => ({ level, score }));
}

/** Names that are twice, as of two phases called alike, are told apart by their number; parts are named after them. */
function listedIn(given: readonly string[], parts: readonly Part[]): Named {
  const names = given.map((name, i, all) => (all.indexOf(name) === i ? name : `${name} (${all.slice(0, i + 1).filter((n) => n === name).length})`));
  return new Map(parts.flatMap(({ part, values }) => names.flatMap((name, i): readonly (readonly [string, number])[] => {
    const value = values[i] ?? null;
    return value === null ? [] : [[part === null ? name : `${name}, ${part}`, value]];
  })));
}
