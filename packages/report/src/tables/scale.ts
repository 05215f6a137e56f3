import type { MetricRecord } from '@exitbench/records';

import type { Estimate } from '../statistics/intervals.ts';
import type { CellView, Scale } from '../view.ts';

/** How a quantity is called and written. */
export interface Quantity {
  readonly name: string;
  readonly scale: Scale;
  /** Stored turned round, so that higher is better; shown as it is usually read. */
  readonly negated: boolean;
}

/** From what a result says that it is, else from the metric's own words. */
export function quantityOf(quantity: string | null, metric: MetricRecord): Quantity {
  switch (quantity) {
    case 'accuracy':
      return { name: 'accuracy in %', scale: 'share', negated: false };
    case 'negative-rmse':
      return { name: 'root mean squared error, lower is better', scale: 'plain', negated: true };
    default:
      return { name: metric.unit === '' ? metric.label : `${metric.label} in ${metric.unit}`, scale: scaleOf(metric.unit), negated: false };
  }
}

/** Units with a way of their own to be written. Per cent has none: only differences have a sign. */
function scaleOf(unit: string): Scale {
  return unit === 'MAC' || unit === 's' || unit === 'B' ? unit : 'plain';
}

/** A cell of a table that shows a quantity. */
export function shown(estimate: Estimate | null, { scale, negated }: Quantity): CellView {
  return { kind: 'estimate', scale, estimate: estimate !== null && negated ? { ...estimate, mean: -estimate.mean } : estimate };
}
