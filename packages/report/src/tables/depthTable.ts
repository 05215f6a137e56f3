import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { depthCurve } from '../aggregate/depthCurves.ts';
import type { Run } from '../aggregate/readRun.ts';
import type { TableView } from '../view.ts';
import { armTable } from './armTable.ts';
import { quantityOf, shown } from './scale.ts';

/** A quantity for each exit or block: a row for each regime. Undefined where there are no results. */
export function depthTable(run: Run, arms: readonly ArmRecord[], metric: MetricRecord): TableView | undefined {
  const curves = new Map(arms.map((arm) => [arm.id, depthCurve(run, arm, metric)]));
  const first = [...curves.values()].find((c) => c !== undefined);
  if (first === undefined) return undefined;
  const quantity = quantityOf(first.quantity, metric);
  const costs = arms.find((a) => a.network !== null)?.network;
  const share = (exit: string): string => {
    const cost = costs?.costs.exits[costs.exits.indexOf(exit)];
    return costs === null || costs === undefined || cost === undefined ? exit : `${exit} (${percent(cost / costs.costs.base)})`;
  };
  return armTable(arms, {
    caption: `${capital(metric.label)}: ${quantity.name}, on test`,
    columns: [...first.pieces.map(share), 'n'],
    notes: costs === undefined ? [] : ['In brackets: what leaving at the exit costs, in per cent of the plain backbone’s multiply-accumulates.'],
    row: (arm) => {
      const curve = curves.get(arm.id);
      return curve && [...curve.values.map((v) => shown(v, quantity)), { kind: 'count', value: Math.max(0, ...curve.values.map((v) => v?.n ?? 0)) }];
    },
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
