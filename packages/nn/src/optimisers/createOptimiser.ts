import { type Optimiser, type Shape, type Tensors, type WeightSpec, known } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { adam } from './adam.ts';
import type { Rule } from './rule.ts';
import { sgd } from './sgd.ts';
import { joined, parted, sizeOf } from './vectors.ts';

/** From so many values on, joining a weight with others costs more by its copies than it saves by fewer operations. */
const LARGE = 1 << 15;

export interface OptimiserStep {
  readonly weights: Tensors;
  readonly gradients: Tensors;
  readonly slots: Tensors;
  /** What `numbers` gives for this step, as scalars. */
  readonly numbers: { readonly [name: string]: tf.Scalar };
}

/** An optimiser as a pure function: what it remembers is handed in and out. */
export interface OptimiserState {
  /** Tensors that it remembers, by path: `momentum/<weight path>`. Flat, one value for each value of the weight; they start at zero. */
  readonly slots: readonly { readonly path: string; readonly shape: Shape }[];
  /**
   * What changes from step to step beside tensors, by name. Handed in as scalars, so that a step is a function of tensors alone.
   *
   * @param rate the learning rate of this step
   * @param step counted from 1
   */
  readonly numbers: (rate: number, step: number) => { readonly [name: string]: number };
  /**
   * New values of the weights that have a gradient, and of their slots; the others are left alone: no decay, no
   * momentum. The results are new tensors of the caller's; nothing that was given is disposed of.
   */
  update(options: OptimiserStep): { readonly weights: Tensors; readonly slots: Tensors };
}

/**
 * The optimiser that a phase asks for.
 *
 * @param weights those that are trained
 */
export function createOptimiser(spec: Optimiser, weights: readonly WeightSpec[]): OptimiserState {
  const rule = ruleOf(spec);
  const decays = (w: WeightSpec): boolean => spec.decayScope === 'all' || w.role === 'kernel' || w.role === 'embedding';
  // What decays comes first in the vector, so that decay acts on its beginning.
  const ordered = [...weights.filter(decays), ...weights.filter((w) => !decays(w))];
  const slots = rule.slots.flatMap((name) => ordered.map((w) => ({ path: `${name}/${w.path}`, shape: [sizeOf(w.shape)] })));

  function update(given: OptimiserStep): { weights: Tensors; slots: Tensors } {
    const moved = ordered.filter((w) => given.gradients[w.path] !== undefined);
    if (moved.length === 0) return { weights: {}, slots: {} };
    const parts = groupsOf(moved).map((group) => updateGroup(group, given));
    return {
      weights: Object.assign({}, ...parts.map((part) => part.weights)) as Tensors,
      slots: Object.assign({}, ...parts.map((part) => part.slots)) as Tensors,
    };
  }

  /** One step on some weights as one vector. */
  function updateGroup(group: readonly WeightSpec[], given: OptimiserStep): { weights: Tensors; slots: Tensors } {
    const vector = (tensors: Tensors, prefix = ''): tf.Tensor1D =>
      joined(group.map((w) => known(tensors[prefix + w.path], `${prefix}${w.path} is given to the optimiser`)));
    const next = rule.step({
      weights: vector(given.weights),
      gradients: vector(given.gradients),
      slots: rule.slots.map((name) => vector(given.slots, `${name}/`)),
      decayed: group.filter(decays).reduce((sum, w) => sum + sizeOf(w.shape), 0),
      numbers: given.numbers,
    });
    const byPath = (values: tf.Tensor1D, shapes: readonly Shape[], prefix = ''): Tensors => {
      const parts = parted(values, shapes);
      return Object.fromEntries(group.map((w, i) => [prefix + w.path, known(parts[i], 'one part for each weight')]));
    };
    return {
      weights: byPath(next.weights, group.map((w) => w.shape)),
      slots: Object.assign({}, ...next.slots.map((s, i) => byPath(s, group.map((w) => [sizeOf(w.shape)]), `${rule.slots[i]}/`))) as Tensors,
    };
  }

  return { slots, numbers: rule.numbers, update: (given) => tf.tidy(() => update(given)) };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Large weights each for themselves, all others together; every value moves by itself, so that groups change no bit. */
function groupsOf(weights: readonly WeightSpec[]): readonly (readonly WeightSpec[])[] {
  const isLarge = (w: WeightSpec): boolean => sizeOf(w.shape) >= LARGE;
  const small = weights.filter((w) => !isLarge(w));
  return [...(small.length === 0 ? [] : [small]), ...weights.filter(isLarge).map((w) => [w])];
}

function ruleOf(spec: Optimiser): Rule {
  switch (spec.kind) {
    case 'sgd':
      return sgd(spec);
    case 'adam':
    case 'adamw':
      return adam(spec);
  }
}
