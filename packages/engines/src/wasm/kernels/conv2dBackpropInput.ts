import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';

import { type ConvolutionGeometry, geometryOf } from './geometry.ts';
import { allocate, release, runStock, view, wasmKernel } from './run.ts';

/**
 * The gradient of a convolution in its input, as one XNNPACK convolution: dy with zeros between its pixels and around
 * them, convolved at stride 1 with the filter turned by 180° and its channels swapped (Dumoulin and Visin 2016,
 * arXiv:1603.07285, §4). The stock kernel is a plain loop. Inputs dy [N,OH,OW,Co], filter [KH,KW,Ci,Co]; result [N,H,W,Ci].
 */
export const conv2dBackpropInput: tf.KernelConfig = wasmKernel('Conv2DBackpropInput', ({ inputs, attrs, backend }) => {
  const { dy, filter } = inputs as { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo };
  const g = geometryOf(attrs['inputShape'] as [number, number, number, number], filter.shape as [number, number, number, number], attrs);
  const spread = spreadOut(backend, dy, g);
  const turned = turnFilter(backend, filter, g);
  const dx = runStock(backend, 'Conv2D', { x: spread, filter: turned }, { strides: 1, pad: 'valid', dataFormat: 'NHWC', dilations: 1 });
  release(backend, spread, turned);
  return dx;
});

// ---------------------------------------------------------------------------------------------------------------------

/**
 * Places pixel (i, j) of dy at (i·stride + K−1−pad), the rest zero, in H+K−1 rows and W+K−1 columns: a `valid` convolution
 * then has the input's size. Pixels that fall outside, where a pad is larger than the kernel, meet only padding.
 */
function spreadOut(backend: BackendWasm, dy: tf.TensorInfo, g: ConvolutionGeometry): tf.TensorInfo {
  const height = g.inHeight + g.filterHeight - 1;
  const width = g.inWidth + g.filterWidth - 1;
  const out = allocate(backend, [g.batch, height, width, g.outChannels]);
  const from = view(backend, dy);
  const to = view(backend, out);
  const c = g.outChannels;
  const top = g.filterHeight - 1 - g.pad.top;
  const left = g.filterWidth - 1 - g.pad.left;
  for (let n = 0; n < g.batch; n++) {
    for (let i = 0; i < g.outHeight; i++) {
      const y = i * g.strideHeight + top;
      if (y < 0 || y >= height) continue;
      const row = (n * height + y) * width;
      const source = (n * g.outHeight + i) * g.outWidth * c;
      if (g.strideWidth === 1 && left >= 0 && left + g.outWidth <= width) {
        to.set(from.subarray(source, source + g.outWidth * c), (row + left) * c);
        continue;
      }
      for (let j = 0; j < g.outWidth; j++) {
        const x = j * g.strideWidth + left;
        if (x < 0 || x >= width) continue;
        const target = (row + x) * c;
        const pixel = source + j * c;
        for (let k = 0; k < c; k++) to[target + k] = from[pixel + k] as number;
      }
    }
  }
  return out;
}

function turnFilter(backend: BackendWasm, filter: tf.TensorInfo, g: ConvolutionGeometry): tf.TensorInfo {
  const { filterHeight: kh, filterWidth: kw, inChannels: ci, outChannels: co } = g;
  const out = allocate(backend, [kh, kw, co, ci]);
  const from = view(backend, filter);
  const to = view(backend, out);
  const taps = kh * kw;
  for (let t = 0; t < taps; t++) {
    // Turning both axes is reading the taps backwards.
    const source = (taps - 1 - t) * ci * co;
    const target = t * ci * co;
    for (let i = 0; i < ci; i++) for (let o = 0; o < co; o++) to[target + o * ci + i] = from[source + i * co + o] as number;
  }
  return out;
}
