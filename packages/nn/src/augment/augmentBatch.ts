import type { Augmentation, Random, Shape } from '@exitbench/core';

import { flip } from './flip.ts';
import { shift } from './shift.ts';

/**
 * Randomly changed images. Draws come sample by sample, in each sample in the order of `augment`, so that one sample's
 * draws do not depend on what the others got. The given values are not changed; without augmentation they are returned.
 *
 * @param values samples × height × width × channels
 * @param shape [height, width, channels]
 */
export function augmentBatch(augment: readonly Augmentation[], values: Float32Array, shape: Shape, random: Random): Float32Array {
  if (augment.length === 0) return values;
  const changed = values.slice();
  const size = shape.reduce((a, b) => a * b, 1);
  for (let start = 0; start < changed.length; start += size) {
    const image = changed.subarray(start, start + size);
    for (const change of augment) apply(change, image, shape, random);
  }
  return changed;
}

// ---------------------------------------------------------------------------------------------------------------------

function apply(change: Augmentation, image: Float32Array, shape: Shape, random: Random): void {
  switch (change.kind) {
    case 'flip':
      return flip(image, shape, random);
    case 'shift':
      return shift(image, shape, change.pixels, random);
  }
}
