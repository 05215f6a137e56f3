import { permutation, randomStream, resolveSeed } from '@exitbench/core';

/**
 * Which features of a block are looked at: all, or a random part of them in ascending order. It depends on the block's
 * name and size and on nothing else, so it is the same for all regimes and seeds, and a smaller part lies in a larger one.
 */
export function featuresOf(block: string, size: number, most: number): Int32Array {
  if (size <= most) return Int32Array.from({ length: size }, (_, i) => i);
  // Not the cell's seed, which would give each its own features.
  const stream = randomStream(resolveSeed(0), 'analysis', `numerical-rank/features/${block}/${size}`);
  return permutation(size, stream).slice(0, most).toSorted();
}

/** The chosen columns of `rows` × `size` values. */
export function takeFeatures(values: Float32Array, size: number, features: Int32Array): Float32Array {
  if (features.length === size) return values;
  const m = features.length;
  const taken = new Float32Array((values.length / size) * m);
  for (let i = 0; i * size < values.length; i++) for (let j = 0; j < m; j++) taken[i * m + j] = values[i * size + (features[j] as number)] as number;
  return taken;
}
