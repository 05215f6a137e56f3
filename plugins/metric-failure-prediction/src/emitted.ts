import { type Classified, auroc, emittedAnswers } from '@exitbench/exits';

import { riskCoverage } from './riskCoverage.ts';

/** What a policy emits on test, threshold by threshold. */
export interface Emitted {
  readonly threshold: readonly number[];
  /** Mean inference cost of a sample, in multiply-accumulates. */
  readonly cost: readonly number[];
  /** Null where all answers are right, or none is. */
  readonly auroc: readonly (number | null)[];
  readonly aurc: readonly number[];
  readonly excess: readonly number[];
}

/** How well the confidence of the exit that answers tells right from wrong answers, when samples leave at the first confident exit. */
export function emitted({ outputs: { test }, labels, costs }: Classified): Emitted {
  const points = emittedAnswers(test, labels.test, costs).filter((_, i) => i % EVERY === 0).map(({ setting, cost, confidence, right }) =>
    ({ threshold: setting, cost, auroc: auroc(confidence, right), ...riskCoverage(confidence, right) }));
  return {
    threshold: points.map((p) => p.threshold), cost: points.map((p) => p.cost), auroc: points.map((p) => p.auroc),
    aurc: points.map((p) => p.aurc), excess: points.map((p) => p.excess),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Of the policy's 100 thresholds, every third, the first and the last among them: a curve of 34 points. */
const EVERY = 3;
