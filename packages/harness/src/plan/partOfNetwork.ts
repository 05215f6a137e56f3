import { type Network, ancestorsOf } from '@exitbench/core';

/** The network of some of its pieces: without exits and combiners that are not among them, or that read one which is not. */
export function partOfNetwork(network: Network, pieces: readonly string[]): Network {
  const isWhole = (piece: string): boolean => ancestorsOf(network, [piece]).every((id) => pieces.includes(id));
  return {
    ...network,
    nodes: network.nodes.filter((n) => pieces.includes(n.piece.id)),
    exits: network.exits
      .filter((e) => isWhole(e.head))
      .map(({ combiner, ...exit }) => (combiner !== undefined && isWhole(combiner) ? { ...exit, combiner } : exit)),
  };
}
