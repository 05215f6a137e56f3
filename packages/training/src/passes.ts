import { type Pass, type ResolvedSeed, seedFor } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

/** Collects new values of statistics during one step. The tensors outlive the tape; `dispose` frees what was not taken. */
export interface Updates {
  readonly values: Map<string, tf.Tensor>;
  readonly receive: (path: string, value: tf.Tensor) => void;
  readonly dispose: () => void;
}

export function collectUpdates(): Updates {
  const values = new Map<string, tf.Tensor>();
  return {
    values,
    receive(path, value) {
      if (values.has(path)) throw new Error(`The statistic ${path} was updated twice in one pass.`);
      values.set(path, tf.keep(value));
    },
    dispose() {
      for (const value of values.values()) value.dispose();
      values.clear();
    },
  };
}

/** Evaluation: running statistics, no noise. Gradients may flow. */
export const EVALUATION: Pass = Object.freeze({
  statistics: 'running',
  noise: false,
  momentum: 0,
  seed: () => {
    throw new Error('An evaluation draws no random numbers.');
  },
  update: (path: string) => {
    throw new Error(`An evaluation does not change the statistic ${path}.`);
  },
});

/** PyTorch's default weight of the newest batch in a running statistic. */
const MOMENTUM = 0.1;

/** How pieces run at one training step. The noise of a layer is a function of the root seed, its path and the step. */
export function trainingPass(
  options: { readonly batchStatistics: boolean; readonly noise: boolean; readonly seed: ResolvedSeed; readonly epoch: number; readonly step: number },
  updates: Updates,
): Pass {
  return {
    statistics: options.batchStatistics ? 'batch' : 'running',
    noise: options.noise,
    momentum: MOMENTUM,
    seed(path) {
      const [a, b] = seedFor(options.seed, 'noise', `${path}/epoch ${options.epoch}`, options.step);
      return [a, b];
    },
    update: updates.receive,
  };
}

/** Pass number n (from 0) of an estimate: running statistics become the mean over the passes so far. */
export function estimationPass(n: number, updates: Updates): Pass {
  return { ...EVALUATION, statistics: 'estimate', momentum: 1 / (n + 1), update: updates.receive };
}
