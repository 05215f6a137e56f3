import { ExitbenchError, type Shape } from '@exitbench/core';

/** @throws ExitbenchError `bad-network` unless the shape has as many axes as there are names. */
export function expectAxes(shape: Shape, axes: readonly string[], layer: string, path: string): void {
  if (shape.length !== axes.length) {
    throw new ExitbenchError('bad-network', `\`${layer}\` takes [${axes.join(', ')}] a sample but is given [${shape.join(', ')}].`, {
      at: path, hint: 'Change the shape before this layer, or choose a layer for this shape.',
    });
  }
}

/** @throws ExitbenchError `bad-parameter` unless the value is a whole number from 1. */
export function expectCount(value: number, name: string, path: string): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new ExitbenchError('bad-parameter', `\`${name}\` must be a whole number from 1, not ${value}.`, { at: path });
  }
}
