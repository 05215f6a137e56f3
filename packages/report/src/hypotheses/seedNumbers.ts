import { type Json, canonicalJson, seedLabel } from '@exitbench/core';
import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { levelScores } from '../aggregate/budgetRows.ts';
import { covers } from '../aggregate/covers.ts';
import { fieldAt, numbersAt, textsAt } from '../aggregate/fields.ts';
import { partsAt } from '../aggregate/parts.ts';
import type { Run } from '../aggregate/readRun.ts';
import { average } from '../statistics/intervals.ts';
import type { Quantity, RoleSpec } from './hypothesis.ts';
import { ROLES } from './hypotheses.ts';
import type { Judged, Missing } from './judged.ts';
import { metricFor, pairsOf } from './metricFor.ts';

/** Numbers by seed. Several where a quantity has several curves, NaN for one that says nothing; `diverged` is an outcome. */
export interface SeedNumbers {
  readonly values: ReadonlyMap<string, readonly number[] | 'diverged'>;
  /** Seeds that were planned to have one. */
  readonly planned: number;
  /** Seeds that have a result, whatever is in it, or diverged. */
  readonly computed: number;
  /** Whether a difference of two is one of shares. */
  readonly isShare: boolean;
}

/** The ranked arm that has a role, or why there is none. */
export function armOf({ arms }: Judged, role: string): ArmRecord | Missing {
  const fits = (arm: ArmRecord, { regime, params = {} }: RoleSpec): boolean =>
    arm.regime.id === regime && Object.entries(params).every(([name, value]) => arm.regime.params[name] === value);
  for (const spec of ROLES[role] ?? []) {
    const found = arms.find((arm) => arm.role === 'ranked' && fits(arm, spec));
    if (found !== undefined) return found;
  }
  return { missing: `there is no ranked arm of ${role} training` };
}

/** A quantity of a role, or of several together, for each seed. */
export function seedNumbers(judged: Judged, role: string | null, quantity: Quantity): SeedNumbers | Missing {
  if (quantity.kind === 'barrier' || quantity.kind === 'order-barrier') return barriers(judged, quantity);
  const arm = role === null ? { missing: 'no regime is named' } : armOf(judged, role);
  if ('missing' in arm) return arm;
  const metric = metricFor(judged, quantity);
  if ('missing' in metric) return metric;
  const numbers = armNumbers(judged.run, arm, metric, (result) => numbersOf(result, quantity, arm), quantity.kind === 'level' || quantity.kind === 'exit' || quantity.kind === 'row' || metric.unit.startsWith('share'));
  return numbers.computed === 0 ? { missing: `\`${metric.plugin}\` was not computed for ${role ?? 'it'} training`, planned: numbers.planned } : numbers;
}

/** What `read` finds in an arm's results of a metric. */
export function armNumbers(run: Run, arm: ArmRecord, metric: MetricRecord, read: (result: Json) => readonly number[], isShare: boolean): SeedNumbers {
  const cells = run.cellsOf(arm).filter((c) => covers(metric, c.planned.id));
  const values = new Map(cells.flatMap(({ planned, outcome }): readonly (readonly [string, readonly number[] | 'diverged'])[] => {
    const seed = seedLabel(planned.seed);
    if (outcome?.status === 'diverged') return [[seed, 'diverged']];
    const result = run.result(metric, planned.id);
    const numbers = result === undefined ? [] : read(result);
    return numbers.length === 0 ? [] : [[seed, numbers]];
  }));
  const computed = cells.filter(({ planned, outcome }) => outcome?.status === 'diverged' || run.result(metric, planned.id) !== undefined).length;
  return { values, planned: cells.length, computed, isShare };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Empty where a result has no such number: a level out of reach, an exit without outputs. */
function numbersOf(result: Json, quantity: Exclude<Quantity, { readonly kind: 'barrier' | 'order-barrier' }>, arm: ArmRecord): readonly number[] {
  switch (quantity.kind) {
    case 'level':
      return fieldAt(result, 'mode') === 'paper' ? [] : levelScores(result).flatMap(({ level, score }) => (level === quantity.level && score !== null ? [score] : []));
    case 'exit': {
      const exit = arm.network?.exits.at(quantity.which === 'last' ? -1 : 0);
      if (fieldAt(result, quantity.part) === undefined || exit === undefined) return [];
      return numbersIn(partsAt(result, quantity.part)[0]?.values[textsAt(result, 'exits').indexOf(exit)]);
    }
    case 'row':
      return numbersIn(partsAt(result, quantity.values)[0]?.values[textsAt(result, quantity.rows).indexOf(quantity.row)]);
    case 'depth':
      return meanOf(part(numbersAt(result, quantity.values), quantity));
    case 'reaches':
      return partsAt(result, quantity.values).map(({ part: curve, values }) => {
        const heights = values.map((v) => v ?? 0);
        const at = heights.findIndex((v) => v >= quantity.share * Math.max(...heights));
        const flags = curve === null ? undefined : entryAt(fieldAt(result, quantity.unless), curve);
        return at < 0 || (Array.isArray(flags) && flags.includes(true)) ? NaN : (at + 1) / heights.length;
      });
    case 'final-share': {
      const moments = fieldAt(result, 'at');
      const excess = (Array.isArray(moments) ? (moments as readonly Json[]) : []).flatMap((moment) => {
        const shares = partsAt(moment, 'shares').map((p) => p.values);
        return meanOf(part(numbersAt(moment, 'finalShare').map((share, block) => share - 1 / Math.max(1, shares.filter((s) => (s[block] ?? 0) > 0).length)), quantity));
      });
      return meanOf(excess);
    }
  }
}

/** Entries whose middle lies in a part of the depth. */
function part(values: readonly number[], { from, to }: { readonly from: number; readonly to: number }): readonly number[] {
  return values.filter((_, i) => (i + 0.5) / values.length >= from && (i + 0.5) / values.length <= to);
}

function meanOf(values: readonly number[]): readonly number[] {
  return values.length === 0 ? [] : [average(values)];
}

/** Names of parts have dots, so they are no paths. */
function entryAt(of: Json | undefined, name: string): Json | undefined {
  return typeof of === 'object' && of !== null && !Array.isArray(of) ? (of as { readonly [name: string]: Json })[name] : undefined;
}

function numbersIn(value: number | null | undefined): readonly number[] {
  return typeof value === 'number' ? [value] : [];
}

/**
 * A seed on which any of the solutions diverged has diverged: the control in another order too, since its barrier is one of what was left.
 */
function barriers(judged: Judged, quantity: Extract<Quantity, { readonly kind: 'barrier' | 'order-barrier' }>): SeedNumbers | Missing {
  const { run } = judged;
  const metric = metricFor(judged, quantity);
  if ('missing' in metric) return metric;
  const ends = (quantity.kind === 'barrier' ? quantity.between : [quantity.of]).map((role) => armOf(judged, role));
  const lacking = ends.find((e) => 'missing' in e);
  if (lacking !== undefined) return lacking;
  const members = ends.flatMap((e) => ('missing' in e ? [] : [e]));
  const [first] = members;
  if (first === undefined) return { missing: 'no regime is named' };
  const controls = quantity.kind === 'order-barrier' ? inOtherOrders(judged, first) : [];
  if (quantity.kind === 'order-barrier' && controls.length === 0) return { missing: `there is no control of ${quantity.of} training in another order of the data` };
  const labels = members.map((m) => m.regime.label);
  const cells = run.cellsOf(first).filter((c) => covers(metric, c.planned.id));
  const values = new Map<string, readonly number[] | 'diverged'>();
  let computed = 0;
  for (const { planned } of cells) {
    const seed = seedLabel(planned.seed);
    const hasDiverged = [...members, ...controls].some((m) => run.cellsOf(m).some((c) => seedLabel(c.planned.seed) === seed && c.outcome?.status === 'diverged'));
    const found = run.comparisons(metric).find((v) => v.cells.includes(planned.id));
    if (hasDiverged || found !== undefined) computed += 1;
    const fitting = (found === undefined ? [] : pairsOf(found.result)).flatMap((pair) => {
      const [a, b, kind, barrier] = ['a', 'b', 'kind', 'barrier'].map((name) => fieldAt(pair, name));
      const fits = quantity.kind === 'barrier' ? kind === 'regimes' && labels.every((l) => l === a || l === b) : kind === 'order' && (a === labels[0] || b === labels[0]);
      return fits && typeof barrier === 'number' ? [barrier] : [];
    });
    if (hasDiverged) values.set(seed, 'diverged');
    else if (fitting.length > 0) values.set(seed, meanOf(fitting));
  }
  return { values, planned: cells.length, computed, isShare: false };
}

/** The same training in other orders of the data. */
function inOtherOrders({ arms }: Judged, { regime }: ArmRecord): readonly ArmRecord[] {
  return arms.filter((a) => a.regime.id === regime.id && canonicalJson(a.regime.params) === canonicalJson(regime.params) && a.regime.order !== regime.order);
}
