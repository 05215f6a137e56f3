import { type Piece, type ResolvedSeed, type Tensors, type WeightValues, known, uniqueWeights } from '@exitbench/core';
import { drawWeight } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

/** Weights as tensors by path, owned by whoever made them: `dispose` frees all. */
export type OwnedTensors = { [path: string]: tf.Tensor };

/** Values uploaded to the engine. The engine may alias the arrays that it is given, so it gets copies. */
export function upload(values: WeightValues): OwnedTensors {
  return Object.fromEntries(Object.entries(values).map(([path, { shape, values: data }]) => [path, tf.keep(tf.tensor(data.slice(), [...shape], 'float32'))]));
}

/** Values read back, as copies: an engine may hand out the array that it was given. */
export async function download(tensors: Tensors): Promise<WeightValues> {
  const entries: [string, { shape: readonly number[]; values: Float32Array }][] = [];
  for (const [path, tensor] of Object.entries(tensors)) {
    entries.push([path, { shape: tensor.shape, values: new Float32Array(await tensor.data<'float32'>()) }]);
  }
  return Object.fromEntries(entries);
}

export function disposeAll(tensors: Tensors): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}

/**
 * The state with every weight of some pieces in it: those of `fresh` pieces drawn again, those without a value drawn,
 * the rest as they are. Draws depend on the seed and the weight's path only.
 */
export function withDrawn(state: WeightValues, pieces: readonly Piece[], fresh: readonly string[], seed: ResolvedSeed): WeightValues {
  const redraw = new Set(uniqueWeights(pieces.filter((p) => fresh.includes(p.id))).map((w) => w.path));
  const drawn = uniqueWeights(pieces)
    .filter((w) => redraw.has(w.path) || state[w.path] === undefined)
    .map((w) => [w.path, { shape: w.shape, values: drawWeight(w, seed) }] as const);
  return { ...state, ...Object.fromEntries(drawn) };
}

/** Some of the tensors, by path. */
export function pick(tensors: Tensors, paths: readonly string[]): OwnedTensors {
  return Object.fromEntries(paths.map((path) => [path, known(tensors[path], `weight ${path} has a value`)]));
}
