import type { ArmRecord } from '@exitbench/records';

import { type Estimate, estimate } from '../statistics/intervals.ts';
import { statedQuantity } from '../tables/scale.ts';
import { textsAt } from './fields.ts';
import { partsAt } from './parts.ts';
import type { Run } from './readRun.ts';
import { type Shown, isShownAs } from './shown.ts';

/** A quantity for each piece or exit of an arm, over its seeds. */
export interface DepthCurve {
  readonly pieces: readonly string[];
  readonly values: readonly (Estimate | null)[];
  /** `accuracy`, `negative-rmse`: what the result says that it is, if it does. */
  readonly quantity: string | null;
}

/** Undefined where no cell of the arm has a result, where it has several parts, and for what is shown otherwise. */
export function depthCurve(run: Run, arm: ArmRecord, shown: Shown): DepthCurve | undefined {
  if (!isShownAs(shown, 'depth-curve')) return undefined;
  const { metric, shows } = shown;
  const results = run.cellsOf(arm).flatMap((c) => run.result(metric, c.planned.id) ?? []);
  const [first] = results;
  if (first === undefined) return undefined;
  const bySeed = results.map((result) => ({ pieces: textsAt(result, shows.pieces), parts: partsAt(result, shows.values) }));
  if (bySeed.some(({ parts }) => parts.some((p) => p.part !== null))) return undefined;
  const pieces = [...new Set(bySeed.flatMap((s) => s.pieces))];
  return {
    pieces,
    values: pieces.map((piece) => estimate(bySeed.flatMap((s) => s.parts[0]?.values[s.pieces.indexOf(piece)] ?? []))),
    quantity: statedQuantity(first, shown),
  };
}
