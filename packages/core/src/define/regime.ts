import type { ParamValues, Params } from '../params.ts';
import type { Task } from '../network/piece.ts';
import type { Phase, Recipe } from '../phase.ts';
import { type PluginHead, definePlugin } from './plugin.ts';

/** What a regime knows of a piece: its name and what its forward pass costs for one sample, in multiply-accumulates. */
export interface PieceFacts {
  readonly id: string;
  readonly macs: number;
}

export interface RegimeSurroundings {
  readonly recipe: Recipe;
  /** The training budget: B = 3 × the plain backbone's multiply-accumulates × `epochs` × the samples of an epoch. */
  readonly budget: { readonly macs: number; readonly epochs: number };
  /** Steps of an epoch at the recipe's batch: ⌊samples / batch⌋. */
  readonly stepsPerEpoch: number;
  readonly task: Task;
  readonly blocks: readonly PieceFacts[];
  /** Attached exits and, last, the classifier's. */
  readonly exits: readonly { readonly name: string; readonly after: string; readonly head: PieceFacts }[];
  readonly classifier: PieceFacts;
}

export interface Regime<P extends Params = Params> extends PluginHead<P> {
  readonly kind: 'regime';
  /** The phases, as data: no loop, no engine call. Label and cost are computed from them. */
  phases(params: ParamValues<P>, surroundings: RegimeSurroundings): readonly Phase[];
}

/** Makes a regime plugin of a literal. */
export function defineRegime<const P extends Params>(literal: Omit<Regime<P>, 'kind'>): Regime<P> {
  return definePlugin('regime', literal);
}
