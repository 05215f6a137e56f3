import { type ExitGradient, type ExitSelector, type Network, type TrainPhase, known } from '@exitbench/core';

import { runPhase } from '../../src/phase.ts';
import { job } from './runAll.ts';
import { plan } from './tiny.ts';

/**
 * Gradient of the summed losses at some exits with respect to all weights, as training sees it: how far one step of
 * plain descent at rate 1 goes. Weights that it does not move have none.
 */
export async function gradientByStep(network: Network, at: ExitSelector, exitGradient: ExitGradient, more: Partial<TrainPhase> = {}): Promise<{ readonly [path: string]: readonly number[] }> {
  const phase: TrainPhase = {
    kind: 'train', name: 'one step', train: 'all', losses: [{ kind: 'task', at, reduction: 'sum' }], exitGradient,
    optimiser: { kind: 'sgd', rate: 1, momentum: 0, decay: 0, decayScope: 'all' }, schedule: { kind: 'constant', warmup: 0 },
    augment: [], batch: 20, budget: { steps: 1 }, snapshots: [0], ...more,
  };
  const { snapshots, weights } = await runPhase(job(network, known(plan(network, [phase])[0], 'one phase')));
  const start = known(snapshots[0], 'the start is kept').weights;
  return Object.fromEntries(
    Object.entries(weights).flatMap(([path, { values }]) => {
      const moved = [...values].map((v, i) => known(start[path]?.values[i], 'same size') - v);
      return moved.some((d) => d !== 0) ? [[path, moved] as const] : [];
    }),
  );
}
