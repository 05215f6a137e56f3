import { type Tensor, avgPool, concat, slice } from '@tensorflow/tfjs-core';

import { known } from '@exitbench/core';

import { maxPoolWindows } from '../ops/maxPool.ts';

/**
 * Pools [n, height, width, channels] to [n, size, size, channels] over windows that share the map as evenly as can be:
 * window i covers ⌊i·h/size⌋ … ⌈(i+1)·h/size⌉ − 1, PyTorch's rule for adaptive pools. Windows overlap where the side is no
 * multiple of the size, and repeat where the map is smaller than the size.
 */
export function adaptivePool(x: Tensor, kind: 'max' | 'average', size: number): Tensor {
  const [height, width] = [known(x.shape[1], 'a map'), known(x.shape[2], 'a map')];
  if (height % size === 0 && width % size === 0) {
    const window: [number, number] = [height / size, width / size];
    return pool(x, kind, window, window);
  }
  // Both maximum and mean of a rectangle are those of its rows' results. Columns first, so that of equal maxima the
  // gradient goes to the first in reading order, as in PyTorch.
  return poolAxis(poolAxis(x, kind, 2, size), kind, 1, size);
}

/** First and last + 1 of the places that window `index` covers. */
export function adaptiveWindow(length: number, size: number, index: number): readonly [start: number, end: number] {
  return [Math.floor((index * length) / size), Math.ceil(((index + 1) * length) / size)];
}

// ---------------------------------------------------------------------------------------------------------------------

function poolAxis(x: Tensor, kind: 'max' | 'average', axis: 1 | 2, size: number): Tensor {
  const parts = Array.from({ length: size }, (_, index) => {
    const [start, end] = adaptiveWindow(known(x.shape[axis], 'a map'), size, index);
    const [begin, extent] = [[0, 0, 0, 0], [...x.shape]];
    begin[axis] = start;
    extent[axis] = end - start;
    const part = slice(x, begin, extent);
    if (end - start === 1) return part;
    return pool(part, kind, axis === 1 ? [end - start, 1] : [1, end - start], [1, 1]);
  });
  return concat(parts, axis);
}

function pool(x: Tensor, kind: 'max' | 'average', window: [number, number], stride: [number, number]): Tensor {
  return kind === 'max' ? maxPoolWindows(x, { window, stride, mode: 'valid' }) : (avgPool(x as never, window, stride, 'valid') as Tensor);
}
