import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';

import { type ConvolutionGeometry, geometryOf } from './geometry.ts';
import { release, runStock, wasmKernel } from './run.ts';

/**
 * The gradient of a convolution in its filter, as one XNNPACK convolution: dW[a,b,c,o] sums x[n, i·s+a−pad, j·s+b−pad, c]
 * · dy[n,i,j,o] over n, i, j, which is a convolution of x as [Ci,H,W,N] with dy as the filter [OH,OW,N,Co] dilated by the
 * stride. The stock backend has no such kernel. Inputs x [N,H,W,Ci], dy [N,OH,OW,Co]; result [KH,KW,Ci,Co].
 */
export const conv2dBackpropFilter: tf.KernelConfig = wasmKernel('Conv2DBackpropFilter', ({ inputs, attrs, backend }) => {
  const { x, dy } = inputs as { readonly x: tf.TensorInfo; readonly dy: tf.TensorInfo };
  const g = geometryOf(x.shape as [number, number, number, number], attrs['filterShape'] as [number, number, number, number], attrs);
  const images = channelsFirstBatchLast(backend, x, g);
  const filter = runStock(backend, 'Transpose', { x: dy }, { perm: [1, 2, 0, 3] });
  const { top, bottom, left, right } = g.pad;
  const taps = runStock(backend, 'Conv2D', { x: images, filter }, {
    strides: 1,
    pad: [[0, 0], [top, bottom], [left, right], [0, 0]],
    dataFormat: 'NHWC',
    dilations: [g.strideHeight, g.strideWidth],
  });
  // Rows that the stride leaves over give more offsets than the filter has taps: the first ones are the taps.
  const size = [g.inChannels, g.filterHeight, g.filterWidth, g.outChannels];
  const isWhole = size.every((d, axis) => d === taps.shape[axis]);
  const cut = isWhole ? taps : runStock(backend, 'Slice', { x: taps }, { begin: [0, 0, 0, 0], size });
  const dw = runStock(backend, 'Transpose', { x: cut }, { perm: [1, 2, 0, 3] });
  release(backend, images, filter, taps, ...(isWhole ? [] : [cut]));
  return dw;
});

// ---------------------------------------------------------------------------------------------------------------------

/** [N,H,W,C] as [C,H,W,N], by way of [H,W,C,N]: two transpositions that move a matrix, or rows, are faster than one of four axes. */
function channelsFirstBatchLast(backend: BackendWasm, x: tf.TensorInfo, g: ConvolutionGeometry): tf.TensorInfo {
  const pixels = g.inHeight * g.inWidth;
  const batchLast = runStock(backend, 'Transpose', { x: { ...x, shape: [g.batch, pixels * g.inChannels] } }, { perm: [1, 0] });
  const found = runStock(backend, 'Transpose', { x: { ...batchLast, shape: [pixels, g.inChannels, g.batch] } }, { perm: [1, 0, 2] });
  release(backend, batchLast);
  return { ...found, shape: [g.inChannels, g.inHeight, g.inWidth, g.batch] };
}
