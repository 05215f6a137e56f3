import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';

import { type ConvolutionGeometry, geometryOf } from './geometry.ts';
import { allocate, release, runStock, view, wasmKernel } from './run.ts';

/**
 * The gradient of a convolution in its input, as one XNNPACK convolution for each row of a stride: row y of dx reads the
 * taps a with y + pad − a a multiple of the stride, so rows of one remainder are a convolution of dy at stride 1 with
 * those taps, last ones first (Dumoulin and Visin 2016, arXiv:1603.07285, §4, without the zeros between pixels). The
 * columns of a stride are side by side among its output channels, so that rows come out whole. The stock kernel is a
 * plain loop. Inputs dy [N,OH,OW,Co], filter [KH,KW,Ci,Co]; result [N,H,W,Ci].
 */
export const conv2dBackpropInput: tf.KernelConfig = wasmKernel('Conv2DBackpropInput', ({ inputs, attrs, backend }) => {
  const { dy, filter } = inputs as { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo };
  const g = geometryOf(attrs['inputShape'] as [number, number, number, number], filter.shape as [number, number, number, number], attrs);
  const columns = columnWindow(g);
  if (columns.size === 0) return allocate(backend, [g.batch, g.inHeight, g.inWidth, g.inChannels]);
  if (g.strideHeight === 1 && g.strideWidth === 1) return convolveRows(backend, dy, filter, g, rowWindow(g, 0), columns);
  const dx = allocate(backend, [g.batch, g.inHeight, g.inWidth, g.inChannels]);
  for (let remainder = 0; remainder < Math.min(g.strideHeight, g.inHeight); remainder++) {
    const rows = rowWindow(g, remainder);
    if (rows.size === 0) continue; // A filter smaller than its stride leaves rows out.
    const found = convolveRows(backend, dy, filter, g, rows, columns);
    placeRows(backend, found, dx, g, remainder);
    release(backend, found);
  }
  return dx;
});

// ---------------------------------------------------------------------------------------------------------------------

/** Which pixels of dy, along one axis, the pixels 0, 1, … of a result read: pixel t those from t + first, `size` of them. */
interface Window {
  readonly first: number;
  readonly size: number;
  /** Pixels of the result. */
  readonly count: number;
  /** The tap that meets pixel t + first; each further pixel meets the tap one stride before. */
  readonly tap: number;
}

function rowWindow(g: ConvolutionGeometry, remainder: number): Window {
  const count = Math.ceil((g.inHeight - remainder) / g.strideHeight);
  return windowOf(remainder + g.pad.top, remainder + g.pad.top, g.filterHeight, g.strideHeight, count);
}

/** One window for all columns of a stride: it is as wide as they need together, with zeros where one of them has no tap. */
function columnWindow(g: ConvolutionGeometry): Window {
  return windowOf(g.pad.left, g.pad.left + g.strideWidth - 1, g.filterWidth, g.strideWidth, Math.ceil(g.inWidth / g.strideWidth));
}

/** `low` and `high`: distance of the first and the last pixel of a stride from the pad's edge. */
function windowOf(low: number, high: number, taps: number, stride: number, count: number): Window {
  const first = Math.ceil((low - taps + 1) / stride);
  const size = Math.max(0, Math.floor(high / stride) - first + 1);
  return { first, size, count, tap: low - stride * first };
}

/** @returns [N, rows.count, columns.count, stride · Ci]; at stride 1 that is [N,H,W,Ci] */
function convolveRows(backend: BackendWasm, dy: tf.TensorInfo, filter: tf.TensorInfo, g: ConvolutionGeometry, rows: Window, columns: Window): tf.TensorInfo {
  const turned = turnFilter(backend, filter, g, rows, columns);
  const [top, left] = [Math.max(0, -rows.first), Math.max(0, -columns.first)];
  const [skippedRows, skippedColumns] = [Math.max(0, rows.first), Math.max(0, columns.first)];
  // As many pixels as make `count` windows, no more: pads add what is missing, a slice leaves out what is too much.
  const height = Math.min(g.outHeight - skippedRows, rows.count + rows.size - 1 - top);
  const width = Math.min(g.outWidth - skippedColumns, columns.count + columns.size - 1 - left);
  const whole = height === g.outHeight && width === g.outWidth;
  const used = whole ? dy : runStock(backend, 'Slice', { x: dy }, { begin: [0, skippedRows, skippedColumns, 0], size: [g.batch, height, width, g.outChannels] });
  const pad = [[0, 0], [top, rows.count + rows.size - 1 - top - height], [left, columns.count + columns.size - 1 - left - width], [0, 0]];
  const found = runStock(backend, 'Conv2D', { x: used, filter: turned }, { strides: 1, pad, dataFormat: 'NHWC', dilations: 1 });
  release(backend, turned, ...(whole ? [] : [used]));
  return found;
}

/** The taps that a window meets, channels exchanged: [rows, columns, Co, stride · Ci]. */
function turnFilter(backend: BackendWasm, filter: tf.TensorInfo, g: ConvolutionGeometry, rows: Window, columns: Window): tf.TensorInfo {
  const { filterWidth, inChannels: ci, outChannels: co, strideHeight, strideWidth } = g;
  const out = allocate(backend, [rows.size, columns.size, co, strideWidth * ci]);
  const from = view(backend, filter);
  const to = view(backend, out);
  for (let i = 0; i < rows.size; i++) {
    const a = rows.tap - strideHeight * i;
    for (let j = 0; j < columns.size; j++) {
      for (let column = 0; column < strideWidth; column++) {
        const b = columns.tap + column - strideWidth * j;
        if (b < 0 || b >= filterWidth) continue;
        const source = (a * filterWidth + b) * ci * co;
        const target = ((i * columns.size + j) * co * strideWidth + column) * ci;
        for (let c = 0; c < ci; c++) for (let o = 0; o < co; o++) to[target + o * strideWidth * ci + c] = from[source + c * co + o] as number;
      }
    }
  }
  return out;
}

/** Rows 0, 1, … of `found` become rows `remainder`, `remainder` + stride, … of dx; columns beyond its width are left out. */
function placeRows(backend: BackendWasm, found: tf.TensorInfo, dx: tf.TensorInfo, g: ConvolutionGeometry, remainder: number): void {
  const from = view(backend, found);
  const to = view(backend, dx);
  const [rows, columns, channels] = found.shape.slice(1) as [number, number, number];
  const row = g.inWidth * g.inChannels;
  for (let n = 0; n < g.batch; n++) {
    for (let t = 0; t < rows; t++) {
      const source = (n * rows + t) * columns * channels;
      to.set(from.subarray(source, source + row), (n * g.inHeight + remainder + t * g.strideHeight) * row);
    }
  }
}
