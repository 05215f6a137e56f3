import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';

/** One step of an optimiser on all weights as one vector. */
export interface RuleStep {
  readonly weights: Tensor1D;
  readonly gradients: Tensor1D;
  /** One vector for each name in `slots`, in that order. */
  readonly slots: readonly Tensor1D[];
  /** The first so many values decay. */
  readonly decayed: number;
  /** What `numbers` gives for this step, by name. */
  readonly numbers: { readonly [name: string]: Scalar };
}

/** The arithmetic of an optimiser. Its state is vectors that start at zero. */
export interface Rule {
  readonly slots: readonly string[];
  /** What of its arithmetic changes from step to step. @param step counted from 1 */
  readonly numbers: (rate: number, step: number) => { readonly [name: string]: number };
  step(options: RuleStep): { readonly weights: Tensor1D; readonly slots: readonly Tensor1D[] };
}
