import type { CellView, Labels, StoredOutputs } from '@exitbench/core';
import { type Fallback, type SweepPoint, maxConfidence, staticExit, sweep } from '@exitbench/exits';

/**
 * Cost and score at every setting, cheapest first: thresholds on the confidence of classes. Values have no confidence,
 * so there a setting is an exit at which all samples leave.
 */
export function curveOf(outputs: StoredOutputs, labels: Labels, costs: CellView['costs'], fallback: Fallback): readonly SweepPoint[] {
  if (labels instanceof Int32Array) return sweep(maxConfidence({ fallback }), outputs, labels, costs);
  return costs.exits.flatMap((_, exit) => sweep(staticExit(exit), outputs, labels, costs));
}
