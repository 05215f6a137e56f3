import { type Network, type Split, type WeightValues, ancestorsOf, exitPiece, known, nodeOf, uniqueWeights } from '@exitbench/core';

import { disposeAll, upload } from './deviceWeights.ts';
import { emittedName, evaluate, hasWeights } from './evaluate.ts';

/** Outputs of exits on a split: samples × width values for each. */
export interface Predictions {
  /** Of every exit whose weights all have values, in the order of inference. */
  readonly heads: { readonly [exit: string]: Float32Array };
  /** Of the combiners of those exits that have one. */
  readonly combined: { readonly [exit: string]: Float32Array };
}

/**
 * Evaluates every exit that has been trained, or at least drawn: running statistics, no noise. An exit some of whose
 * weights have no value is left out.
 *
 * @param batch samples a batch; it changes the last digits, so it belongs to what identifies a result
 */
export async function predict(options: { readonly network: Network; readonly weights: WeightValues; readonly split: Split; readonly batch: number }): Promise<Predictions> {
  const { network, weights, split, batch } = options;
  const heads = network.exits.flatMap((e) => (hasWeights(network, e.head, weights) ? [[e.name, e.head] as const] : []));
  const combined = network.exits.flatMap((e) =>
    e.combiner !== undefined && hasWeights(network, e.combiner, weights) ? [[e.name, exitPiece(e, 'combined')] as const] : [],
  );
  const all = [...heads, ...combined].map(([, id]) => id);
  const ids = ancestorsOf(network, all);
  const used = uniqueWeights(ids.map((id) => nodeOf(network, id).piece)).map((w) => w.path);
  const tensors = upload(Object.fromEntries(used.map((path) => [path, known(weights[path], 'checked above')])));
  try {
    const outputs = await evaluate(network, ids, tensors, split, batch, all.map((id) => emittedName(network, id)));
    const named = (exits: typeof heads): Predictions['heads'] =>
      Object.fromEntries(exits.map(([name, id]) => [name, known(outputs[emittedName(network, id)], 'evaluated')]));
    return { heads: named(heads), combined: named(combined) };
  } finally {
    disposeAll(tensors);
  }
}
