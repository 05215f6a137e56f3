import { type Network, type Tensors, known, nodeOf, uniqueWeights } from '@exitbench/core';
import { replayable } from '@exitbench/nn';

import { type OwnedTensors, pick } from './deviceWeights.ts';
import { type Values, runPiecesFreeing } from './execute.ts';
import { apart, together } from './groups.ts';
import { EVALUATION } from './passes.ts';

/** Some pieces of a network, to be evaluated batch by batch. */
export interface Forward {
  /**
   * Runs the pieces with running statistics and no noise. When it throws, nothing that it made is left.
   *
   * @param given what the pieces read and none of them makes, by `sourceName`
   * @returns the outputs that were asked for, the caller's. A piece may hand on what it was given: then it may be that tensor
   */
  readonly run: (weights: Tensors, given: Values) => OwnedTensors;
  /** Frees what batches have in common. */
  readonly dispose: () => void;
}

/**
 * Prepares the evaluation of pieces. It is a function of tensors alone: from the fourth batch of one size on, an engine that can
 * record repeats it without JavaScript.
 *
 * @param ids pieces in the order of inference
 * @param names outputs that are wanted, as `sourceName` writes them
 */
export function startForward(network: Network, ids: readonly string[], names: readonly string[]): Forward {
  const paths = uniqueWeights(ids.map((id) => nodeOf(network, id).piece)).map((w) => w.path);
  const { run, dispose } = replayable((tensors) => {
    const { weights = {}, given = {} } = apart(tensors);
    const values: Values = new Map(Object.entries(given));
    runPiecesFreeing({ network, ids, values, weights, passOf: () => EVALUATION }, new Set(names));
    return Object.fromEntries(names.map((name) => [name, known(values.get(name), `${name} was computed`)]));
  });
  return {
    run: (weights, given) => ({ ...run(together({ weights: pick(weights, paths), given: Object.fromEntries(given) })) }),
    dispose,
  };
}
