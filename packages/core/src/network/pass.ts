import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * How one piece is run once. Frozen pieces evaluate beside heads that train, so each piece has a pass of its own.
 */
export interface Pass {
  /**
   * What batch normalisation uses: the batch's own statistics, updating the running ones; the running ones; or the
   * batch's, with running ones that become the exact mean over the passes so far (to re-estimate them at foreign weights).
   */
  readonly statistics: 'batch' | 'running' | 'estimate';
  /** Whether dropout and stochastic depth act. */
  readonly noise: boolean;
  /** Weight of the newest batch in a running statistic: 0.1 (PyTorch's default); 1/(n+1) in pass n of an estimate, which resets exactly. */
  readonly momentum: number;
  /** A stateless seed for a layer's noise: a function of the cell's root, the layer's path and the step. */
  seed(path: string): readonly [number, number];
  /** Hands over the new value of a statistic. The tensor is the receiver's from then on. Twice for a path in one pass is an error. */
  update(path: string, value: Tensor): void;
}
