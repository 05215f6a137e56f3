import { type Network, type ResolvedTerm, known, nodeOf, summandsOf } from '@exitbench/core';
import { crossEntropy, distillation, meanSquaredError, rampWeight } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { type Values, sourceName } from './execute.ts';

/** One summand of the losses as a tensor: the loss itself, and what it is multiplied by. */
export interface Summed {
  /** The exit, or `exit/term` where a phase has several terms. */
  readonly name: string;
  readonly loss: tf.Scalar;
  readonly factor: number | tf.Scalar;
}

/** How far a phase is, for weights that change with time. Counted from 1. */
export interface Clock {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
}

/**
 * What the summands are multiplied by, in order.
 *
 * @param clock none where weights do not change with time, or change nothing
 */
export function lossFactors(network: Network, losses: readonly ResolvedTerm[], clock: Clock = START): readonly number[] {
  return summandsOf(network, losses).map(({ term, share }) => share * weightAt(known(losses[term], 'summands name terms'), clock));
}

/** Places of the summands whose factors change with time. */
export function varyingFactors(network: Network, losses: readonly ResolvedTerm[]): readonly number[] {
  return summandsOf(network, losses).flatMap(({ term }, i) => (typeof known(losses[term], 'summands name terms').weight === 'number' ? [] : [i]));
}

/** The summands that something trained can move. @param factors of all summands, in order */
export function liveLosses(
  network: Network, losses: readonly ResolvedTerm[], live: readonly boolean[], values: Values, labels: tf.Tensor1D, factors: readonly (number | tf.Scalar)[],
): readonly Summed[] {
  return summandsOf(network, losses).flatMap((summand, i) => {
    if (live[i] !== true) return [];
    const term = known(losses[summand.term], 'summands name terms');
    const output = outputOf(network, values, summand.moves);
    const teacher = summand.teacher === undefined ? undefined : outputOf(network, values, summand.teacher);
    const loss = lossOf(term, output, teacher, labels, network);
    const name = losses.length === 1 ? summand.exit : `${summand.exit}/${summand.term}`;
    return [{ name, loss, factor: known(factors[i], 'one for each summand') }];
  });
}

/** What a piece emits: logits, or values. */
export function outputOf(network: Network, values: Values, id: string): tf.Tensor2D {
  const port = known(nodeOf(network, id).piece.output, `${id} has an output`);
  return known(values.get(sourceName({ piece: id, port })), `${id} has run`) as tf.Tensor2D;
}

/** Σ factor · loss. */
export function total(summed: readonly Summed[]): tf.Scalar {
  const parts = summed.map(({ loss, factor }) => (factor === 1 ? loss : (tf.mul(loss, factor) as tf.Scalar)));
  return parts.length === 1 ? known(parts[0], 'there is one') : (tf.addN([...parts]) as tf.Scalar);
}

// ---------------------------------------------------------------------------------------------------------------------

const START: Clock = { step: 1, steps: 1, epoch: 1, epochs: 1 };

function lossOf(term: ResolvedTerm, output: tf.Tensor2D, teacher: tf.Tensor2D | undefined, labels: tf.Tensor1D, network: Network): tf.Scalar {
  if (term.kind === 'distil') return distillation(output, known(teacher, 'a distillation has a teacher'), term.temperature);
  return network.task.kind === 'classification' ? crossEntropy(output, labels, term.smoothing) : meanSquaredError(output, labels);
}

function weightAt(term: ResolvedTerm, clock: Clock): number {
  if (typeof term.weight === 'number') return term.weight;
  return term.weight.per === 'epoch' ? rampWeight(term.weight, clock.epoch, clock.epochs) : rampWeight(term.weight, clock.step, clock.steps);
}
