import { type Network, type PlannedPhase, type WeightValues, resolveSeed } from '@exitbench/core';

import { type PhaseJob, type PhaseResult, runPhase } from '../../src/phase.ts';
import { splits } from './tiny.ts';

/** A job on the tiny data, seed 0. */
export function job(network: Network, planned: PlannedPhase, more: Partial<PhaseJob> = {}): PhaseJob {
  return { network, planned, seed: resolveSeed(0), splits, state: {}, evaluationBatch: 15, ...more };
}

/** Runs phases one after another, each on what the one before left. */
export async function runAll(network: Network, phases: readonly PlannedPhase[], more: Partial<PhaseJob> = {}): Promise<readonly PhaseResult[]> {
  const results: PhaseResult[] = [];
  let state: WeightValues = {};
  for (const planned of phases) {
    const result = await runPhase(job(network, planned, { state, ...more }));
    results.push(result);
    state = result.weights;
  }
  return results;
}
