import { type Split, ancestorsOf, known, summandsOf } from '@exitbench/core';

import type { OwnedTensors } from './deviceWeights.ts';
import { emittedName, evaluate, scoreOutputs } from './evaluate.ts';
import type { StepPlan } from './step.ts';

/** Validation scores of the trainable outputs: those that a live loss moves. */
export async function validate({ network, phase, extent }: StepPlan, weights: OwnedTensors, validation: Split, batch: number): Promise<{
  readonly losses: { readonly [exit: string]: number };
  readonly accuracies: { readonly [exit: string]: number };
}> {
  const moved = new Map(summandsOf(network, phase.losses).flatMap((s, i) => (extent.live[i] === true ? [[s.exit, s.moves] as const] : [])));
  const names = [...moved.values()].map((id) => emittedName(network, id));
  const outputs = await evaluate(network, ancestorsOf(network, [...moved.values()]), weights, validation, batch, names);
  const scores = [...moved.keys()].map((exit, i) => [exit, scoreOutputs(known(outputs[known(names[i], 'in range')], 'evaluated'), validation.labels, network.task)] as const);
  return {
    losses: Object.fromEntries(scores.map(([exit, s]) => [exit, s.loss])),
    accuracies: Object.fromEntries(scores.map(([exit, s]) => [exit, s.accuracy])),
  };
}
