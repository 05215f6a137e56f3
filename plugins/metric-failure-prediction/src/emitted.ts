import { type Classified, auroc, maxConfidence, summandsByExit } from '@exitbench/exits';

import { confidences } from './confidences.ts';
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
  const policy = maxConfidence();
  const decide = policy.decide(test);
  const sure = test.byExit.map((logits) => confidences(logits, test.width));
  const right = summandsByExit(test, labels.test);
  const points = policy.settings.map((threshold) => {
    const { left, answer } = decide(threshold);
    const emit = (values: readonly Float64Array[]): Float64Array => Float64Array.from(answer, (exit, s) => values[exit]?.[s] ?? NaN);
    const [confidence, answers] = [emit(sure), emit(right)];
    const cost = left.reduce((sum, exit) => sum + (costs.exits[exit] ?? NaN), 0) / test.samples;
    return { threshold, cost, auroc: auroc(confidence, answers), ...riskCoverage(confidence, answers) };
  });
  return {
    threshold: points.map((p) => p.threshold), cost: points.map((p) => p.cost), auroc: points.map((p) => p.auroc),
    aurc: points.map((p) => p.aurc), excess: points.map((p) => p.excess),
  };
}
