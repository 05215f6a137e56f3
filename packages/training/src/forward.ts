import { type Network, type Tensors, known, nodeOf, uniqueWeights } from '@exitbench/core';
import { replayable } from '@exitbench/nn';

import { type OwnedTensors, pick } from './deviceWeights.ts';
import { type Values, runPiecesFreeing } from './execute.ts';
import { EVALUATION } from './passes.ts';

/** Some pieces of a network, to be evaluated batch by batch. */
export interface Forward {
  /**
   * Runs the pieces with running statistics and no noise. When it throws, nothing that it made is left.
   *
   * @param given what the pieces read and none of them makes, by `sourceName`
   * @returns the outputs that were asked for, the caller's. A piece may hand on what it was given: then it may be that tensor
   */
  readonly run: (given: Values) => OwnedTensors;
  /** Frees what batches have in common. */
  readonly dispose: () => void;
}

/**
 * Prepares the evaluation of pieces. It is a function of tensors alone: from the fourth batch of one size on, an engine that can
 * record repeats it without JavaScript.
 *
 * @param weights stay the caller's, who frees them after `dispose`
 * @param ids pieces in the order of inference
 * @param names outputs that are wanted, as `sourceName` writes them
 */
export function startForward(network: Network, weights: Tensors, ids: readonly string[], names: readonly string[]): Forward {
  // Not among what is handed over at each call: they are the same tensors always, and what is recorded has them as constants.
  const own = pick(weights, uniqueWeights(ids.map((id) => nodeOf(network, id).piece)).map((w) => w.path));
  const { run, dispose } = replayable((given) => {
    const values: Values = new Map(Object.entries(given));
    runPiecesFreeing({ network, ids, values, weights: own, passOf: () => EVALUATION }, new Set(names));
    return Object.fromEntries(names.map((name) => [name, known(values.get(name), `${name} was computed`)]));
  });
  return { run: (given) => ({ ...run(Object.fromEntries(given)) }), dispose };
}
