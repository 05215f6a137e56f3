import { type Tensors, known } from '@exitbench/core';
import { replayable } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import type { Batch } from './batches.ts';
import { disposeAll } from './deviceWeights.ts';
import type { Values } from './execute.ts';
import { apart, together } from './groups.ts';
import { lossFactors, varyingFactors } from './losses.ts';
import { trainingPass } from './passes.ts';
import { type StepInputs, type StepMoment, type StepPlan, type StepResult, stepOnce } from './step.ts';

/** The training steps of a plan. */
export interface Steps {
  /**
   * One step: the frozen prefix outside the tape, the rest under it, clipping, the optimiser. Pure: it reads weights and
   * slots and returns new ones. When it throws, nothing that it made is left.
   *
   * @param features outputs of the frozen prefix for this batch, instead of running it
   */
  run(weights: Tensors, slots: Tensors, batch: Batch, moment: StepMoment, features?: Values): StepResult;
  /** Frees what steps have in common. */
  dispose(): void;
}

/**
 * Makes a plan's steps. A step is a function of tensors alone, what changes with time among them as scalars, so that an engine
 * that can record needs no JavaScript to repeat it. Only noise is drawn anew at each step: with noise nothing is replayed.
 */
export function startSteps(plan: StepPlan): Steps {
  const { network, phase, optimiser } = plan;
  const fixed = lossFactors(network, phase.losses);
  const varying = varyingFactors(network, phase.losses);
  let names: readonly string[] = [];
  let isNoisy = false;
  let now: StepMoment | undefined;

  function step(inputs: Tensors): Tensors {
    const moment = known(now, 'steps have moments');
    const { weights = {}, slots = {}, inputs: ports = {}, labels = {}, features, numbers = {} } = apart(inputs);
    const made = stepOnce(plan, {
      weights, slots, numbers, batch: { inputs: ports, labels: known(labels['labels'], 'a batch has labels') as tf.Tensor1D },
      features: features && new Map(Object.entries(features)), factors: fixed.map((factor, i) => (numbers[factorName(i)] as tf.Scalar | undefined) ?? factor),
      passOf: passes(plan, moment, () => void (isNoisy = true)),
    });
    names = made.names;
    return together({ weights: made.weights, slots: made.slots, losses: { losses: made.losses } });
  }
  const replayed = replayable(step);

  return {
    run(weights, slots, batch, moment, features) {
      now = moment;
      const factors = lossFactors(network, phase.losses, moment.clock);
      const numbers = { ...optimiser.numbers(moment.rate, moment.clock.step), ...Object.fromEntries(varying.map((i) => [factorName(i), known(factors[i], 'in range')])) };
      const scalars = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tf.scalar(value, 'float32')]));
      const inputs = together({
        weights, slots, numbers: scalars, inputs: batch.inputs, labels: { labels: batch.labels }, ...(features === undefined ? {} : { features: Object.fromEntries(features) }),
      });
      try {
        const outputs = apart(isNoisy ? step(inputs) : replayed.run(inputs));
        return { weights: { ...outputs['weights'] }, slots: { ...outputs['slots'] }, losses: known(outputs['losses']?.['losses'], 'a step has losses') as tf.Tensor1D, names };
      } finally {
        disposeAll(scalars);
      }
    },
    dispose: replayed.dispose,
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param onNoise told when a layer draws random numbers */
function passes({ extent, phase, seed }: StepPlan, moment: StepMoment, onNoise: () => void): StepInputs['passOf'] {
  return (updates) => (id) => {
    const trained = extent.trained.includes(id);
    const batchStatistics = phase.batchNorm === 'all' || (phase.batchNorm === 'trained' && trained);
    const pass = trainingPass({ batchStatistics, noise: trained, seed, epoch: moment.epoch, step: moment.step }, updates);
    return {
      ...pass,
      seed(path) {
        onNoise();
        return pass.seed(path);
      },
    };
  };
}

function factorName(summand: number): string {
  return `factor ${summand}`;
}
