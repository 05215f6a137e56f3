import {
  type Architecture, type Backbone, type CombinerKind, type HeadKind, type Network, type Placement, type Port, type Recipe, type Splits, type Task,
  joinNetwork, resolveParams,
} from '@exitbench/core';

/** A whole throw-away experiment of an unusual shape: if the contracts carry all of them, they carry the next architecture. */
export interface Probe {
  readonly name: string;
  readonly task: Task;
  readonly architecture: Architecture;
  readonly head: HeadKind;
  readonly combiner?: CombinerKind;
  readonly recipe: Recipe;
  readonly backbone: Backbone;
  /** With an exit after every block but the last. */
  readonly network: Network;
  /** With other exits. */
  join(placement: Placement): Network;
  /** A few dozen samples that can be learnt. */
  readonly splits: Splits;
}

/** Small steps that learn a few dozen samples; what is unusual about probes is not how they are optimised. */
const recipe: Recipe = {
  optimiser: { kind: 'sgd', rate: 0.1, momentum: 0.9, decay: 1e-4, decayScope: 'all' },
  schedule: { kind: 'cosine', warmup: 0, floor: 0 },
  batch: 10,
  augment: [],
  reduction: 'mean',
};

/** Builds a probe of its parts. */
export function makeProbe(parts: {
  readonly name: string;
  readonly task: Task;
  readonly input: readonly Port[];
  readonly architecture: Architecture;
  readonly head: HeadKind;
  readonly combiner?: CombinerKind;
  readonly splits: Splits;
}): Probe {
  const { input, ...rest } = parts;
  const { task, architecture, head, combiner } = parts;
  const backbone = architecture.build({ input, task, params: resolveParams(architecture.params, {}, parts.name) });
  const join = (placement: Placement): Network =>
    joinNetwork(backbone, {
      placement, head, headParams: resolveParams(head.params, {}, 'head'),
      ...(combiner === undefined ? {} : { combiner, combinerParams: resolveParams(combiner.params, {}, 'combiner') }),
    }, task, parts.name);
  return { ...rest, recipe, backbone, network: join('dense'), join };
}

/** How probes are trained, for their architectures. */
export function probeRecipe(): Recipe {
  return recipe;
}
