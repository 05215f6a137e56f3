import { ExitbenchError, type Shape } from '@exitbench/core';

import { expectAxes, expectCount } from './expectShape.ts';
import { type Padding, type Windows, windows } from './windows.ts';

export interface PoolOptions {
  /** Side of the square window. */
  readonly size: number;
  /** Default: the size. At most the size: every value is in some window. */
  readonly stride?: number;
  /** Default 0. */
  readonly padding?: Padding;
}

/** The windows of a pool over [height, width, channels]; see `windows`. */
export function poolWindows(layer: string, options: Required<PoolOptions>, shape: Shape, ownPadding: boolean, path: string): Windows {
  const { size, stride, padding } = options;
  expectAxes(shape, ['height', 'width', 'channels'], layer, path);
  expectCount(size, 'size', path);
  expectCount(stride, 'stride', path);
  if (stride > size) {
    throw new ExitbenchError('bad-parameter', `\`stride\` ${stride} is larger than \`size\` ${size}.`, { at: path, hint: 'Let windows touch: stride ≤ size.' });
  }
  if (typeof padding === 'number' && padding > size / 2) {
    throw new ExitbenchError('bad-parameter', `\`padding\` ${padding} is more than half of \`size\` ${size}: a window could lie outside.`, { at: path });
  }
  return windows(shape, size, stride, padding, ownPadding, path);
}
