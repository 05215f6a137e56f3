import type { ParamValues, Params } from '../params.ts';
import type { Backbone, Port, Task } from '../network/piece.ts';
import type { Supports } from '../network/kinds.ts';
import type { Recipe } from '../phase.ts';
import { type PluginHead, definePlugin } from './plugin.ts';

/** What the samples are. */
export type Modality = 'image' | 'text' | 'vector';

/** A data set as other plugins see it while planning. */
export interface DatasetFacts {
  readonly id: string;
  readonly modality: Modality;
  readonly task: Task;
  readonly input: readonly Port[];
  /** Samples of the official training part. */
  readonly trainSize: number;
}

export interface Architecture<P extends Params = Params> extends PluginHead<P> {
  readonly kind: 'architecture';
  /** Whether it can be built for a data set, or why not. */
  supports(dataset: DatasetFacts, params: ParamValues<P>): Supports;
  /** Describes the backbone. Allocates nothing: no engine, no seed, no tensor. */
  build(options: { readonly input: readonly Port[]; readonly task: Task; readonly params: ParamValues<P> }): Backbone;
  /** How it likes to be trained. */
  recipe(modality: Modality, params: ParamValues<P>): Recipe;
}

/** Makes an architecture plugin of a literal. */
export function defineArchitecture<const P extends Params>(literal: Omit<Architecture<P>, 'kind'>): Architecture<P> {
  return definePlugin('architecture', literal);
}
