import type { Shape } from '@exitbench/core';

/** Number of values of one sample; 1 of the empty shape. */
export function numel(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}
