import * as tf from '@tensorflow/tfjs-core';

import { allocate, view, wasmKernel } from './run.ts';

/**
 * The gradient of a max pool: each dy goes to its window's first largest pixel, rows before columns, as the cpu backend
 * and TensorFlow break ties. The stock kernel starts its search at zero and so loses the gradient of windows that hold
 * negative values only. Inputs dy [N,OH,OW,C], input [N,H,W,C]; result [N,H,W,C].
 */
export const maxPoolGrad: tf.KernelConfig = wasmKernel('MaxPoolGrad', ({ inputs, attrs, backend }) => {
  const { dy, input } = inputs as { readonly dy: tf.TensorInfo; readonly input: tf.TensorInfo };
  const info = tf.backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    attrs['filterSize'] as number | [number, number],
    attrs['strides'] as number | [number, number],
    1,
    attrs['pad'] as 'valid' | 'same' | number,
    attrs['dimRoundingMode'] as 'floor' | 'round' | 'ceil' | undefined,
  );
  const { inHeight, inWidth, outHeight, outWidth, inChannels: channels } = info;
  const dx = allocate(backend, input.shape);
  const x = view(backend, input);
  const from = view(backend, dy);
  const to = view(backend, dx);
  const largest = new Float32Array(channels);
  const place = new Int32Array(channels);
  let out = 0;
  for (let n = 0; n < info.batchSize; n++) {
    for (let i = 0; i < outHeight; i++) {
      const top = i * info.strideHeight - info.padInfo.top;
      const rows = [Math.max(0, top), Math.min(inHeight, top + info.filterHeight)] as const;
      for (let j = 0; j < outWidth; j++) {
        const left = j * info.strideWidth - info.padInfo.left;
        const columns = [Math.max(0, left), Math.min(inWidth, left + info.filterWidth)] as const;
        largest.fill(Number.NEGATIVE_INFINITY);
        place.fill(-1);
        for (let row = rows[0]; row < rows[1]; row++) {
          let at = ((n * inHeight + row) * inWidth + columns[0]) * channels;
          for (let column = columns[0]; column < columns[1]; column++) {
            for (let c = 0; c < channels; c++, at++) {
              if ((x[at] as number) > (largest[c] as number)) {
                largest[c] = x[at] as number;
                place[c] = at;
              }
            }
          }
        }
        for (let c = 0; c < channels; c++, out++) {
          const at = place[c] as number;
          if (at >= 0) to[at] = (to[at] as number) + (from[out] as number);
        }
      }
    }
  }
  return dx;
});
