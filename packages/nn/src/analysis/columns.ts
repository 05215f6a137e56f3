import { permutation, randomStream, resolveSeed } from '@exitbench/core';

/**
 * Which of `size` features are looked at: all, or a random part of them in ascending order. It depends on the name and the
 * size and on nothing else, so it is the same for all regimes and seeds, and a smaller part lies in a larger one.
 *
 * @param name of the metric and the block
 */
export function drawColumns(name: string, size: number, most: number): Int32Array {
  if (size <= most) return Int32Array.from({ length: size }, (_, i) => i);
  // Not the cell's seed, which would give each its own features.
  return permutation(size, randomStream(resolveSeed(0), 'analysis', name)).slice(0, most).toSorted();
}

/** The chosen columns of rows of `size` values. */
export function takeColumns(values: Float32Array, size: number, columns: Int32Array): Float32Array {
  const m = columns.length;
  if (m === size) return values;
  const taken = new Float32Array((values.length / size) * m);
  for (let i = 0; i * size < values.length; i++) for (let j = 0; j < m; j++) taken[i * m + j] = values[i * size + (columns[j] as number)] as number;
  return taken;
}
