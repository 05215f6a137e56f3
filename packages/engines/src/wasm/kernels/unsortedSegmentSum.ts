import type * as tf from '@tensorflow/tfjs-core';

import { allocate, view, wasmKernel } from './run.ts';

/**
 * Sums the rows of x that have the same id: out[s] = Σ x[i] over ids[i] = s; negative ids are left out. It is the gradient
 * of a gather, so of an embedding; the stock backend has no such kernel. Inputs x [n, …], ids int32 [n]; result [segments, …].
 */
export const unsortedSegmentSum: tf.KernelConfig = wasmKernel('UnsortedSegmentSum', ({ inputs, attrs, backend }) => {
  const { x, segmentIds } = inputs as { readonly x: tf.TensorInfo; readonly segmentIds: tf.TensorInfo };
  const segments = attrs['numSegments'] as number;
  const inner = x.shape.slice(1);
  const row = inner.reduce((size, d) => size * d, 1);
  const out = allocate(backend, [segments, ...inner]);
  const from = view(backend, x);
  const to = view(backend, out);
  const ids = backend.typedArrayFromHeap(segmentIds) as Int32Array;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (id < 0 || id >= segments) continue;
    for (let k = 0; k < row; k++) to[id * row + k] = (to[id * row + k] as number) + (from[i * row + k] as number);
  }
  return out;
});
