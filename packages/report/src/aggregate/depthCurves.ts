import type { ArmRecord, MetricRecord } from '@exitbench/records';

import { type Estimate, estimate } from '../statistics/intervals.ts';
import { fieldAt, numbersAt, textsAt } from './fields.ts';
import type { Run } from './readRun.ts';

/** A quantity for each piece or exit of an arm, over its seeds. */
export interface DepthCurve {
  readonly pieces: readonly string[];
  readonly values: readonly (Estimate | null)[];
  /** `accuracy`, `negative-rmse`: what the result says that it is, if it does. */
  readonly quantity: string | null;
}

/** Undefined where no cell of the arm has a result. */
export function depthCurve(run: Run, arm: ArmRecord, metric: MetricRecord): DepthCurve | undefined {
  const { shows } = metric;
  if (shows.kind !== 'depth-curve') return undefined;
  const results = run.cellsOf(arm).flatMap((c) => run.result(metric, c.planned.id) ?? []);
  const [first] = results;
  if (first === undefined) return undefined;
  const bySeed = results.map((r) => numbersAt(r, shows.values));
  const quantity = fieldAt(first, 'quantity');
  const pieces = textsAt(first, shows.pieces);
  return {
    pieces,
    values: pieces.map((_, i) => estimate(bySeed.flatMap((values) => values[i] ?? []))),
    quantity: typeof quantity === 'string' ? quantity : null,
  };
}
