import type { CellView, Task } from '@exitbench/core';

import { ARMS, cellData } from './cellData.ts';
import { openCell } from './openCell.ts';

/**
 * A cell of the small network that metrics are tried on, with everything that one could be given, the handle too. Starts
 * the reference engine. Weights differ by seed and arm, data do not.
 *
 * @param regime `joint`, or `mixed` or `disjoint` of the same start and seed
 */
export async function networkCell(kind: Task['kind'], seed: number, regime: 'joint' | 'mixed' | 'disjoint' = 'mixed'): Promise<Required<CellView>> {
  return openCell(await cellData(kind, seed, ARMS.findIndex(({ arm }) => arm.regime === `regime-${regime}`)));
}
