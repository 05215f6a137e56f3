import type { Json } from '@exitbench/core';
import type { MetricRecord } from '@exitbench/records';

import { BUDGET_METRIC } from '../aggregate/budgetRows.ts';
import { widthOf } from '../aggregate/covers.ts';
import { fieldAt } from '../aggregate/fields.ts';
import type { Quantity } from './hypothesis.ts';
import type { Judged, Missing } from './judged.ts';

/**
 * The use of a metric that a quantity is read from: of those whose results have what it reads the one that is planned for most cells, the
 * first of equals. Where there are no results yet, the same of all uses.
 */
export function metricFor({ run, arms }: Judged, quantity: Quantity): MetricRecord | Missing {
  const plugin = pluginOf(quantity);
  const cells = arms.flatMap((arm) => run.cellsOf(arm)).map((c) => c.planned.id);
  const uses = widestFirst(run.plan.metrics.filter((m) => m.plugin === plugin && !isPaper(m))).map((metric) => ({
    metric, results: [...cells.flatMap((cell) => run.result(metric, cell) ?? []), ...run.comparisons(metric).filter((v) => v.cells.some((c) => cells.includes(c))).map((v) => v.result)],
  }));
  const [first] = uses;
  if (first === undefined) return { missing: `\`${plugin}\` was not computed` };
  const found = uses.find(({ results }) => results.some((result) => isRead(result, quantity))) ?? (uses.some((u) => u.results.length > 0) ? undefined : first);
  return found?.metric ?? { missing: `no result of \`${plugin}\` has what is asked for` };
}

/** Uses that differ in their cells, those of most first. */
export function widestFirst(metrics: readonly MetricRecord[]): readonly MetricRecord[] {
  return metrics.toSorted((a, b) => (widthOf(a) === widthOf(b) ? 0 : widthOf(b) - widthOf(a)));
}

/** Thresholds that test data chose are no accuracy at a cost. */
export function isPaper({ params }: MetricRecord): boolean {
  return params['mode'] === 'paper';
}

// ---------------------------------------------------------------------------------------------------------------------

function pluginOf(quantity: Quantity): string {
  return quantity.kind === 'level' ? BUDGET_METRIC : quantity.kind === 'exit' ? 'metric-exit-accuracy' : quantity.metric;
}

/** Whether a result has the fields of a quantity, whatever is in them. */
function isRead(result: Json, quantity: Quantity): boolean {
  const has = (...paths: readonly string[]): boolean => paths.every((path) => fieldAt(result, path) !== undefined);
  switch (quantity.kind) {
    case 'level':
      return has('levels') && fieldAt(result, 'mode') !== 'paper';
    case 'exit':
      return has('exits', quantity.part);
    case 'row':
      return has(quantity.rows, quantity.values);
    case 'depth':
    case 'reaches':
      return has(quantity.values);
    case 'final-share':
      return has('at');
    case 'barrier':
      return pairsOf(result).some((pair) => fieldAt(pair, 'kind') === 'regimes');
    case 'order-barrier':
      return pairsOf(result).some((pair) => fieldAt(pair, 'kind') === 'order');
  }
}

/** The compared couples of solutions of a result, if it has some. */
export function pairsOf(result: Json): readonly Json[] {
  const pairs = fieldAt(result, 'pairs');
  return Array.isArray(pairs) ? (pairs as readonly Json[]) : [];
}
