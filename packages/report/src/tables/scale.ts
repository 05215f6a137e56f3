import type { Json } from '@exitbench/core';

import { fieldAt } from '../aggregate/fields.ts';
import type { Shown } from '../aggregate/shown.ts';
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
export function quantityOf(quantity: string | null, { title, unit }: Pick<Shown, 'title' | 'unit'>): Quantity {
  switch (quantity) {
    case 'accuracy':
      return { name: 'accuracy in %', scale: 'share', negated: false };
    case 'negative-rmse':
      return { name: 'root mean squared error, lower is better', scale: 'plain', negated: true };
    default:
      if (unit.startsWith('share')) return { name: `${title} in %`, scale: 'share', negated: false };
      return { name: unit === '' || unit === 'p' ? title : `${title} in ${unit}`, scale: scaleOf(unit), negated: false };
  }
}

/** What a result says that it is, for the ways of showing it that have no unit of their own. */
export function statedQuantity(result: Json, { shows }: Shown): string | null {
  const stated = shows.unit === undefined ? fieldAt(result, 'quantity') : undefined;
  return typeof stated === 'string' ? stated : null;
}

/** Units with a way of their own to be written. Per cent has none: only differences have a sign. */
function scaleOf(unit: string): Scale {
  return unit === 'MAC' || unit === 's' || unit === 'B' || unit === 'p' ? unit : 'plain';
}

/** A cell of a table that shows a quantity. */
export function shown(estimate: Estimate | null, { scale, negated }: Quantity): CellView {
  return { kind: 'estimate', scale, estimate: estimate !== null && negated ? { ...estimate, mean: -estimate.mean } : estimate };
}
