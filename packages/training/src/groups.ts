import type { Tensors } from '@exitbench/core';
import type * as tf from '@tensorflow/tfjs-core';

/** Groups of tensors as one: `group:name`. */
export function together(groups: { readonly [group: string]: Tensors }): Tensors {
  return Object.fromEntries(Object.entries(groups).flatMap(([group, tensors]) => Object.entries(tensors).map(([name, tensor]) => [`${group}:${name}`, tensor] as const)));
}

/** The groups that were put together. One without tensors is not there. */
export function apart(tensors: Tensors): { readonly [group: string]: { readonly [name: string]: tf.Tensor } } {
  const groups: { [group: string]: { [name: string]: tf.Tensor } } = {};
  for (const [key, tensor] of Object.entries(tensors)) {
    const at = key.indexOf(':');
    (groups[key.slice(0, at)] ??= {})[key.slice(at + 1)] = tensor;
  }
  return groups;
}
