import type { InferenceCosts, Labels, StoredOutputs } from '@exitbench/core';

import { maxConfidence } from './policies/maxConfidence.ts';
import { summandsByExit } from './score.ts';
import { confidenceOrNone } from './softmax.ts';

/** What a policy emits at one setting, sample by sample. */
export interface EmittedAnswers {
  readonly setting: number;
  /** Mean inference cost of a sample, in multiply-accumulates. */
  readonly cost: number;
  /** Of the exit that answers. */
  readonly confidence: Float64Array;
  /** 1 where the answer is right, 0 where it is wrong. */
  readonly right: Float64Array;
}

/** The answers of the first exit that is confident enough, for every threshold of `maxConfidence`. Classes only. */
export function emittedAnswers(outputs: StoredOutputs, labels: Labels, costs: InferenceCosts): readonly EmittedAnswers[] {
  const policy = maxConfidence();
  const decide = policy.decide(outputs);
  const sure = outputs.byExit.map((logits) => confidenceOrNone(logits, outputs.width));
  const right = summandsByExit(outputs, labels);
  return policy.settings.map((setting) => {
    const { left, answer } = decide(setting);
    const emit = (values: readonly Float64Array[]): Float64Array => Float64Array.from(answer, (exit, s) => values[exit]?.[s] ?? NaN);
    return { setting, cost: left.reduce((sum, exit) => sum + (costs.exits[exit] ?? NaN), 0) / outputs.samples, confidence: emit(sure), right: emit(right) };
  });
}
