import type { Extent, Network, Pass, ResolvedSeed, ResolvedTrainPhase, Tensors } from '@exitbench/core';
import { type OptimiserState, clipByNorm } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import type { Batch } from './batches.ts';
import { type OwnedTensors, pick } from './deviceWeights.ts';
import { type Values, gradientScales, inputValues, runPieces, runPiecesFreeing, sourceName } from './execute.ts';
import { type Clock, liveLosses, total } from './losses.ts';
import { type Updates, collectUpdates } from './passes.ts';
import { gradientsOf } from './tape.ts';

/** What of a phase does not change from step to step. */
export interface StepPlan {
  readonly network: Network;
  readonly phase: ResolvedTrainPhase;
  readonly extent: Extent;
  readonly seed: ResolvedSeed;
  readonly optimiser: OptimiserState;
  /** Names of the frozen prefix's outputs that later pieces read. */
  readonly border: ReadonlySet<string>;
}

export interface StepMoment {
  /** Epoch since the first phase, and step in it, from 0: what random streams are named by. */
  readonly epoch: number;
  readonly step: number;
  readonly clock: Clock;
  readonly rate: number;
}

/** New tensors that a step made, owned by the caller. The old ones are still the caller's too. */
export interface StepResult {
  /** Trained weights and updated statistics. */
  readonly weights: OwnedTensors;
  readonly slots: OwnedTensors;
  /** One row: the value of every live summand, in order. */
  readonly losses: tf.Tensor1D;
  readonly names: readonly string[];
}

/** What a step is a function of. */
export interface StepInputs {
  readonly weights: Tensors;
  readonly slots: Tensors;
  readonly batch: Batch;
  readonly features: Values | undefined;
  /** What of the optimiser changes from step to step. */
  readonly numbers: Tensors;
  /** What each summand of the losses is multiplied by. */
  readonly factors: readonly (number | tf.Scalar)[];
  readonly passOf: (updates: Updates) => (id: string) => Pass;
}

/**
 * One step: the frozen prefix outside the tape, the rest under it, clipping, the optimiser. Pure: it reads weights and slots and
 * returns new ones. When it throws, nothing that it made is left.
 */
export function stepOnce(plan: StepPlan, { weights, slots, batch, features, numbers, factors, passOf: passOfStep }: StepInputs): StepResult {
  const { network, phase, extent, optimiser } = plan;
  const updates = collectUpdates();
  const kept: tf.Tensor[] = [];
  try {
    const result = tf.tidy(() => {
      const passOf = passOfStep(updates);
      const prefix = features ?? runPrefix(plan, weights, batch, passOf);
      const trained = pick(weights, extent.weights);
      const paths = Object.keys(trained);
      const gradientScale = gradientScales(network, [...new Set(phase.losses.flatMap((t) => t.at))], phase.exitGradient);
      const names: string[] = [];
      const { gradients } = gradientsOf(() => {
        const values: Values = new Map([...inputValues(batch.inputs), ...prefix]);
        runPieces({ network, ids: extent.run.filter((id) => !extent.prefix.includes(id)), values, weights, passOf, gradientScale });
        const summed = liveLosses(network, phase.losses, extent.live, values, batch.labels, factors);
        for (const s of summed) {
          kept.push(tf.keep(s.loss));
          names.push(s.name);
        }
        return total(summed);
      }, Object.values(trained));
      const reached = paths.flatMap((path, i) => (gradients[i] === undefined ? [] : [[path, gradients[i]] as const]));
      const own = Object.fromEntries(reached);
      const clipped = phase.clip === null ? own : clipByNorm(own, phase.clip);
      const next = optimiser.update({
        weights: pick(weights, Object.keys(own)), gradients: clipped, slots: ownSlots(slots, Object.keys(own)), numbers: numbers as { readonly [name: string]: tf.Scalar },
      });
      return { weights: keepAll(next.weights), slots: keepAll(next.slots), losses: tf.keep(tf.stack(kept) as tf.Tensor1D), names };
    });
    for (const [path, value] of updates.values) result.weights[path] = value;
    return result;
  } catch (error) {
    updates.dispose();
    throw error;
  } finally {
    for (const loss of kept) loss.dispose();
  }
}

/** Names of the outputs of prefix pieces that pieces behind the prefix, or losses, read. */
export function borderOf(network: Network, extent: Extent): ReadonlySet<string> {
  const prefix = new Set(extent.prefix);
  const names = network.nodes
    .filter((n) => extent.run.includes(n.piece.id) && !prefix.has(n.piece.id))
    .flatMap((n) => Object.values(n.sources).filter((s) => s.piece !== undefined && prefix.has(s.piece)).map(sourceName));
  // A teacher may lie in the prefix: its emitted output is read by a loss.
  const emitted = network.nodes.filter((n) => prefix.has(n.piece.id) && n.piece.output !== undefined && n.part !== 'block');
  return new Set([...names, ...emitted.map((n) => sourceName({ piece: n.piece.id, port: n.piece.output ?? '' }))]);
}

// ---------------------------------------------------------------------------------------------------------------------

/** Outputs of the frozen prefix, computed with no tape. */
function runPrefix(plan: Pick<StepPlan, 'network' | 'extent' | 'border'>, weights: Tensors, batch: Batch, passOf: (id: string) => Pass): Values {
  const values = inputValues(batch.inputs);
  runPiecesFreeing({ network: plan.network, ids: plan.extent.prefix, values, weights, passOf }, plan.border);
  return new Map([...values].filter(([name]) => plan.border.has(name)));
}

function ownSlots(slots: Tensors, paths: readonly string[]): Tensors {
  const own = new Set(paths);
  return Object.fromEntries(Object.entries(slots).filter(([name]) => own.has(name.slice(name.indexOf('/') + 1))));
}

function keepAll(tensors: Tensors): OwnedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([path, tensor]) => [path, tf.keep(tensor)]));
}
