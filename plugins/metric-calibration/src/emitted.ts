import { type Classified, maxConfidence, summandsByExit } from '@exitbench/exits';

import { calibrationError } from './calibrationError.ts';
import { confidences } from './confidences.ts';

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
  const policy = maxConfidence();
  const decide = policy.decide(test);
  const sure = test.byExit.map((logits) => confidences(logits, test.width));
  const right = summandsByExit(test, labels.test);
  const points = policy.settings.map((threshold) => {
    const { left, answer } = decide(threshold);
    const emit = (values: readonly Float64Array[]): Float64Array => Float64Array.from(answer, (exit, s) => values[exit]?.[s] ?? NaN);
    const answers = emit(right);
    return { threshold, cost: mean(Float64Array.from(left, (exit) => costs.exits[exit] ?? NaN)), accuracy: mean(answers), ece: calibrationError(emit(sure), answers, bins) };
  });
  const all = (field: keyof Emitted): readonly number[] => points.map((p) => p[field]);
  return { threshold: all('threshold'), cost: all('cost'), accuracy: all('accuracy'), ece: all('ece') };
}

// ---------------------------------------------------------------------------------------------------------------------

function mean(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
