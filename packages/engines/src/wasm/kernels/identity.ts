import type * as tf from '@tensorflow/tfjs-core';

import { wasmKernel } from './run.ts';

/** A second handle on the same data, counted. The stock kernel copies, and the tape clones every tensor that it saves. */
export const identity: tf.KernelConfig = wasmKernel('Identity', ({ inputs, backend }) => {
  const { x } = inputs as { readonly x: tf.TensorInfo };
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
});
