import { type Classified, emittedAnswers } from '@exitbench/exits';

import { calibrationError } from './calibrationError.ts';

/** What a policy emits on test, threshold by threshold. */
export interface Emitted {
  readonly threshold: readonly number[];
  /** Mean inference cost of a sample, in multiply-accumulates. */
  readonly cost: readonly number[];
  readonly accuracy: readonly number[];
  readonly ece: readonly number[];
}

/** Calibration of the answers that the first confident exit emits, each with the confidence of that exit. */
export function emitted({ outputs: { test }, labels, costs }: Classified, bins: number): Emitted {
  const points = emittedAnswers(test, labels.test, costs).filter((_, i) => i % EVERY === 0).map(({ setting, cost, confidence, right }) =>
    ({ threshold: setting, cost, accuracy: mean(right), ece: calibrationError(confidence, right, bins) }));
  const all = (field: keyof Emitted): readonly number[] => points.map((p) => p[field]);
  return { threshold: all('threshold'), cost: all('cost'), accuracy: all('accuracy'), ece: all('ece') };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Of the policy's 100 thresholds, every third, the first and the last among them: a curve of 34 points. */
const EVERY = 3;

function mean(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
