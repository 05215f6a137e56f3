import { known } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { type NativeBackend, floatType, plain } from './nativeKernel.ts';

/** The kernel whose place it takes. */
export const FILTER_GRADIENT = 'Conv2DBackpropFilter';

/** Sides of a map up to which, and channels on both sides and pixels of a batch from which on, products were faster (docs/performance.md). */
const LARGEST_SIDE = 4;
const FEWEST_CHANNELS = 256;
const FEWEST_PIXELS = 128;

/**
 * The gradient of a convolution in its filter, which for small maps of many channels is one product for each place of the
 * window, of those pixels alone that it sees there: on a map of 4 × 4 a window of 3 × 3 sees zeros around the map in three of
 * ten cases, and oneDNN multiplies them. Everything else is the stock kernel's.
 */
export function smallMapFilterGradient(stock: tf.KernelConfig): tf.KernelConfig {
  return {
    ...stock,
    kernelFunc(given) {
      const { x, dy } = given.inputs as { readonly x: tf.Tensor4D; readonly dy: tf.Tensor4D };
      const { filterShape } = given.attrs as unknown as { readonly filterShape: readonly [number, number, number, number] };
      return isSmall(x, given.attrs as unknown as Attrs) ? tf.tidy(() => byPlaces(given.backend as NativeBackend, x, dy, filterShape)) : stock.kernelFunc(given);
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

interface Attrs {
  readonly strides: number | readonly number[];
  readonly pad: unknown;
  readonly dataFormat: string;
  readonly filterShape: readonly [number, number, number, number];
}

function isSmall(x: tf.Tensor4D, { strides, pad, dataFormat, filterShape: [rows, columns, channels, filters] }: Attrs): boolean {
  const [n, height, width] = x.shape;
  // At every place the window has to see a part of the map.
  const fits = (side: number, window: number): boolean => side <= LARGEST_SIDE && window % 2 === 1 && side > (window - 1) / 2;
  return pad === 'same' && dataFormat === 'NHWC' && [strides].flat().every((stride) => stride === 1) && rows * columns > 1
    && fits(height, rows) && fits(width, columns) && n * height * width >= FEWEST_PIXELS && channels >= FEWEST_CHANNELS && filters >= FEWEST_CHANNELS;
}

function byPlaces(backend: NativeBackend, x: tf.Tensor4D, dy: tf.Tensor4D, [rows, columns, channels, filters]: Attrs['filterShape']): tf.Tensor {
  const attrs = [floatType(backend, 'T'), plain(backend, 'transpose_a', true), plain(backend, 'transpose_b', false)];
  const products = Array.from({ length: rows * columns }, (_, place) => {
    const [down, right] = [Math.floor(place / columns) - (rows - 1) / 2, (place % columns) - (columns - 1) / 2];
    return backend.executeSingleOutput('MatMul', attrs, [pixels(x, down, right), pixels(dy, -down, -right)]);
  });
  return tf.reshape(tf.concat(products, 0), [rows, columns, channels, filters]);
}

/** The pixels of a map that are still in it when it is moved up and to the left by so much, as rows. */
function pixels(map: tf.Tensor4D, down: number, right: number): tf.Tensor {
  const [n, height, width, channels] = map.shape;
  const part = down === 0 && right === 0 ? map : tf.slice4d(map, [0, Math.max(0, down), Math.max(0, right), 0], [n, height - Math.abs(down), width - Math.abs(right), channels]);
  return tf.reshape(part, [-1, known(channels, 'four axes')]);
}
