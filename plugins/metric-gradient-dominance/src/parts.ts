import { type Exit, type Network, type ResolvedTerm, type WeightValues, ancestorsOf, nodeOf } from '@exitbench/core';

/** A block of the backbone with what counts of its weights. */
export interface BlockWeights {
  readonly id: string;
  readonly paths: readonly string[];
  /** Values in all. */
  readonly size: number;
}

/** Blocks with their weights, without those of norms and embeddings and without running statistics, as the paper's code adds them up. Blocks with nothing left are left out. */
export function blocksOf(network: Network): readonly BlockWeights[] {
  return network.nodes.filter((n) => n.part === 'block').flatMap(({ piece }) => {
    const counted = piece.weights.filter((w) => w.statistic !== true && w.role !== 'norm' && w.role !== 'embedding');
    const sizes = new Map(counted.map((w) => [w.path, w.shape.reduce((a, b) => a * b, 1)]));
    return sizes.size === 0 ? [] : [{ id: piece.id, paths: [...sizes.keys()], size: [...sizes.values()].reduce((a, b) => a + b, 0) }];
  });
}

/** The exits that can run: everything behind them has weights. */
export function exitsWith(network: Network, weights: WeightValues): readonly Exit[] {
  return network.exits.filter((e) => ancestorsOf(network, [e.head]).every((id) => nodeOf(network, id).piece.weights.every((w) => weights[w.path] !== undefined)));
}

/** The task's own loss of one exit. */
export function lossOf({ name }: Exit): ResolvedTerm {
  return { kind: 'task', at: [name], of: 'head', weight: 1, reduction: 'sum', smoothing: 0 };
}
