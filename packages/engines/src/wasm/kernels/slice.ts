import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

import { runStock, wasmKernel } from './run.ts';

/** The part of x from `begin`, `size` long (−1: to the end). The stock kernel first copies the whole of x out of the heap. */
export const slice: tf.KernelConfig = wasmKernel('Slice', ({ inputs, attrs, backend }) => {
  const { x } = inputs as { readonly x: tf.TensorInfo };
  const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attrs['begin'] as number[], attrs['size'] as number[]) as [number[], number[]];
  tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size);
  const out = backend.makeOutput(size, x.dtype);
  const total = tf.util.sizeFromShape(size);
  if (total === 0) return out;
  copyRuns(backend, x, out, begin, size, total);
  return out;
});

/** x in parts along an axis, each by the kernel above. */
export const splitV: tf.KernelConfig = wasmKernel('SplitV', ({ inputs, attrs, backend }) => {
  const { x } = inputs as { readonly x: tf.TensorInfo };
  const [axis = 0] = tf.util.parseAxisParam(attrs['axis'] as number, x.shape);
  const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, attrs['numOrSizeSplits'] as number | number[], axis);
  let from = 0;
  return sizes.map((length) => {
    const begin = x.shape.map((_, i) => (i === axis ? from : 0));
    from += length;
    return runStock(backend, 'Slice', { x }, { begin, size: x.shape.map((d, i) => (i === axis ? length : d)) });
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** Copies run by run: the values that lie side by side in both. */
function copyRuns(backend: BackendWasm, x: tf.TensorInfo, out: tf.TensorInfo, begin: readonly number[], size: readonly number[], total: number): void {
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(out);
  const strides = x.shape.map((_, axis) => tf.util.sizeFromShape(x.shape.slice(axis + 1)));
  // All axes behind the last one that is cut belong to one run, and that one too.
  const cut = Math.max(0, x.shape.findLastIndex((d, axis) => d !== size[axis]));
  const run = tf.util.sizeFromShape(size.slice(cut) as number[]);
  const at = size.slice(0, cut).map(() => 0);
  const first = begin.reduce((sum, b, axis) => sum + b * (strides[axis] ?? 1), 0);
  for (let target = 0; target < total; target += run) {
    const source = at.reduce((sum, i, axis) => sum + i * (strides[axis] ?? 1), first);
    to.set(from.subarray(source, source + run), target);
    for (let axis = cut - 1; axis >= 0; axis--) {
      at[axis] = (at[axis] ?? 0) + 1;
      if ((at[axis] ?? 0) < (size[axis] ?? 0)) break;
      at[axis] = 0;
    }
  }
}
