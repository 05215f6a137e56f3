import { type ModelHandle, type Network, type Split, type WeightValues, ancestorsOf, known, nodeOf, portNamed } from '@exitbench/core';

/** What a block hands on for some samples. */
export interface Representation {
  readonly block: string;
  /** Values a sample: channels × height × width, or tokens × width. */
  readonly size: number;
  /** samples × size */
  readonly values: Float32Array;
}

/** Representations that are held at once, in values: 128 MiB. One block alone may take more. */
const AT_ONCE = 33_554_432;

/**
 * The representations of all blocks, from the first to the last, a few at a time: each group runs the network up to its
 * last block.
 *
 * @param atOnce how many values to hold
 */
export async function* representations(handle: ModelHandle, weights: WeightValues, source: Split, atOnce = AT_ONCE): AsyncGenerator<Representation> {
  const { network } = handle;
  for (const group of groups(sizesOf(network), atOnce / source.length)) {
    const { taps } = await handle.forward(upTo(network, group, weights), source, { taps: group });
    for (const block of group) {
      const values = known(taps[block], 'a tapped block is forwarded');
      yield { block, size: values.length / source.length, values };
    }
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function sizesOf(network: Network): ReadonlyMap<string, number> {
  const blocks = network.nodes.filter((n) => n.part === 'block').map((n) => n.piece);
  return new Map(blocks.map((piece) => [piece.id, known(portNamed(piece.outputs, piece.representation), 'a piece has its representation').shape.reduce((a, b) => a * b, 1)]));
}

/** Neighbouring blocks, as many as fit; at least one. */
function groups(sizes: ReadonlyMap<string, number>, limit: number): readonly (readonly string[])[] {
  const found: string[][] = [];
  let room = 0;
  for (const [block, size] of sizes) {
    if (found.length === 0 || size > room) {
      found.push([]);
      room = limit;
    }
    found.at(-1)?.push(block);
    room -= size;
  }
  return found;
}

/** The weights behind some blocks. Exits whose weights are not among them do not run. */
function upTo(network: Network, blocks: readonly string[], weights: WeightValues): WeightValues {
  const paths = ancestorsOf(network, blocks).flatMap((id) => nodeOf(network, id).piece.weights.map((w) => w.path));
  return Object.fromEntries(paths.map((path) => [path, known(weights[path], 'a trained network has all weights of its blocks')]));
}
