import type * as tf from '@tensorflow/tfjs-core';

import { wasmKernel } from './run.ts';

/**
 * One row per index with `onValue` at the index and `offValue` elsewhere; an index outside has no `onValue`. The stock
 * kernel writes integers whatever the type that was asked for: a float32 result of it holds denormals. Input indices
 * int32 […]; result […, depth].
 */
export const oneHot: tf.KernelConfig = wasmKernel('OneHot', ({ inputs, attrs, backend }) => {
  const { indices } = inputs as { readonly indices: tf.TensorInfo };
  const { dtype, depth, onValue, offValue } = attrs as unknown as tf.OneHotAttrs;
  const out = backend.makeOutput([...indices.shape, depth], dtype);
  const to = backend.typedArrayFromHeap(out);
  const at = backend.typedArrayFromHeap(indices) as Int32Array;
  to.fill(offValue);
  for (let i = 0; i < at.length; i++) {
    const index = at[i] as number;
    if (index >= 0 && index < depth) to[i * depth + index] = onValue;
  }
  return out;
});
