import { type Json, seedLabel } from '@exitbench/core';
import { type SweepPoint, budgetTable } from '@exitbench/exits';
import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { type Quantity, quantityOf } from '../tables/scale.ts';
import { BUDGET_METRIC, type LevelScore, levelScores } from './budgetRows.ts';
import { fieldAt, numbersAt, textsAt } from './fields.ts';
import type { SeedValues } from './pairs.ts';
import type { Run } from './readRun.ts';

/** One number of each seed of an arm: a metric at an exit, a block, a cost level or a row of its table. */
export interface ArmQuantity {
  readonly arm: ArmRecord;
  readonly metric: MetricRecord;
  readonly quantity: Quantity;
  /** `block0`, `75 %`, `backbone`; with the column where a table has several: `backbone, macs`. */
  readonly place: string;
  /** By seed, as they are stored. A level out of reach, or an undefined result, has no value. */
  readonly values: SeedValues;
}

/** Every number that an arm has one of for each seed, in the order of the plan. Of curves and planes there are none, nor of results over several cells. */
export function armQuantities(run: Run): readonly ArmQuantity[] {
  return run.plan.arms.filter((a) => a.excluded === null).flatMap((arm) => run.plan.metrics.filter((m) => !m.volatile).flatMap((metric) => quantitiesOf(run, arm, metric)));
}

/** Whether `armQuantities` has numbers of a metric. */
export function hasQuantities(metric: MetricRecord): boolean {
  return !metric.volatile && (metric.plugin === BUDGET_METRIC || metric.shows.kind === 'depth-curve' || metric.shows.kind === 'table');
}

// ---------------------------------------------------------------------------------------------------------------------

type Named = ReadonlyMap<string, number>;

function quantitiesOf(run: Run, arm: ArmRecord, metric: MetricRecord): readonly ArmQuantity[] {
  if (!hasQuantities(metric)) return [];
  const cells = run.cellsOf(arm);
  const results = cells.flatMap(({ planned }) => {
    const result = run.result(metric, planned.id);
    return result === undefined ? [] : [{ seed: seedLabel(planned.seed), result }];
  });
  const diverged = cells.filter((c) => c.outcome?.status === 'diverged').map((c) => seedLabel(c.planned.seed));
  const named = results.map(({ seed, result }) => ({ seed, values: numbersIn(result, metric), word: fieldAt(result, 'quantity') }));
  const places = [...new Set(named.flatMap((n) => [...n.values.keys()]))];
  const word = named.map((n) => n.word).find((w) => typeof w === 'string');
  const quantity = quantityOf(typeof word === 'string' ? word : null, metric);
  return places.map((place) => ({
    arm, metric, quantity, place,
    values: new Map<string, number | 'diverged'>([
      ...named.flatMap(({ seed, values }): readonly (readonly [string, number])[] => {
        const value = values.get(place);
        return value === undefined ? [] : [[seed, value]];
      }),
      ...diverged.map((seed) => [seed, 'diverged'] as const),
    ]),
  }));
}

function numbersIn(result: Json, metric: MetricRecord): Named {
  if (metric.plugin === BUDGET_METRIC) return levelsIn(result);
  const { shows } = metric;
  if (shows.kind === 'depth-curve') {
    const values = numbersAt(result, shows.values);
    return new Map(textsAt(result, shows.pieces).flatMap((piece, i): readonly (readonly [string, number])[] => (values[i] === undefined ? [] : [[piece, values[i]]])));
  }
  return shows.kind === 'table' ? tableIn(result, shows) : new Map();
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

/** Rows that have one name, as two phases called alike, are told apart by their number. */
function tableIn(result: Json, { rows, columns }: { readonly rows: string; readonly columns: string }): Named {
  const names = textsAt(result, rows).map((name, i, all) => (all.indexOf(name) === i ? name : `${name} (${all.slice(0, i + 1).filter((n) => n === name).length})`));
  const found = fieldAt(result, columns);
  const lists: readonly (readonly [string, readonly number[]])[] = Array.isArray(found) || found === undefined
    ? [['', numbersAt(result, columns)]]
    : Object.entries(found as { readonly [name: string]: Json }).map(([name, list]) => [`, ${name}`, numbersAt({ list }, 'list')] as const);
  return new Map(lists.flatMap(([column, values]) => names.flatMap((name, i): readonly (readonly [string, number])[] => (values[i] === undefined ? [] : [[`${name}${column}`, values[i]]]))));
}
