import { type ModelHandle, type Split, type WeightValues, ancestorsOf, known, nodeOf, permutation, randomStream, resolveSeed, subset, uniqueWeights } from '@exitbench/core';

/** Samples a pass: their representations after all blocks are held at once. */
const PASS = 500;

/** Features of a block by position, ascending, or all. */
export type Columns = { readonly [block: string]: Int32Array | 'all' };

/**
 * Representations after some blocks, with running statistics. Nothing deeper is computed than the deepest block asked for.
 *
 * @returns for each block: samples × its columns
 */
export async function representations(handle: ModelHandle, weights: WeightValues, source: Split, columns: Columns): Promise<{ readonly [block: string]: Float32Array }> {
  const blocks = Object.keys(columns);
  const needed = weightsBehind(handle, weights, blocks);
  const found: { [block: string]: Float32Array } = {};
  for (let start = 0; start < source.length; start += PASS) {
    const positions = Int32Array.from({ length: Math.min(PASS, source.length - start) }, (_, i) => start + i);
    const { taps } = await handle.forward(needed, subset(source, positions), { taps: blocks });
    for (const block of blocks) {
      const taken = take(known(taps[block], 'a tapped block is forwarded'), positions.length, known(columns[block], 'asked for'));
      const width = taken.length / positions.length;
      (found[block] ??= new Float32Array(source.length * width)).set(taken, start * width);
    }
  }
  return found;
}

/** Which features of a block a probe reads: a random part, the same for all regimes and seeds. */
export function probeColumns(block: string, size: number, most: number): Int32Array {
  const order = permutation(size, randomStream(resolveSeed(0), 'analysis', `information-flow/features/${block}`));
  return order.slice(0, most).toSorted();
}

/** Some columns of rows. */
export function take(values: Float32Array, rows: number, columns: Int32Array | 'all'): Float32Array {
  if (columns === 'all') return values;
  const size = values.length / rows;
  const taken = new Float32Array(rows * columns.length);
  for (let i = 0, at = 0; i < rows; i++) for (const column of columns) taken[at++] = values[i * size + column] as number;
  return taken;
}

// ---------------------------------------------------------------------------------------------------------------------

/** Exits and blocks whose weights are left out do not run. */
function weightsBehind({ network }: ModelHandle, weights: WeightValues, blocks: readonly string[]): WeightValues {
  const pieces = ancestorsOf(network, blocks).map((id) => nodeOf(network, id).piece);
  return Object.fromEntries(uniqueWeights(pieces).map(({ path }) => [path, known(weights[path], 'a trained network has the weights of its blocks')]));
}
