import * as tf from '@tensorflow/tfjs-core';

/**
 * Values of a row that are seen as one, at most: 16 KiB. XNNPACK broadcasts a vector row by row, and rows of 8 or 16
 * channels leave it little to do in each.
 */
const ROW = 4096;

/** A tensor of channels seen as a matrix with as many pixels side by side in each row as fit. */
export interface Rows {
  /** [rows, width], width = pixels side by side · channels. */
  readonly matrix: tf.Tensor2D;
  /** A vector [channels] repeated for each pixel of a row: [width]. */
  readonly repeat: (vector: tf.Tensor) => tf.Tensor;
}

/** @param x any rank ≥ 2, channels last */
export function asRows(x: tf.Tensor, channels: number): Rows {
  const side = sideBySide(x.size / channels, channels);
  return { matrix: tf.reshape(x, [-1, side * channels]), repeat: (vector) => (side === 1 ? vector : tf.tile(vector, [side])) };
}

/** Means over all but the channels: first down the columns, then over the pixels of a row. The library's pools have no scalar loops. */
export function meanOfRows(matrix: tf.Tensor2D, channels: number): tf.Tensor1D {
  const [rows, width] = matrix.shape;
  const columns = pooled(matrix, rows, width);
  return tf.reshape(pooled(columns, width / channels, channels), [channels]);
}

// ---------------------------------------------------------------------------------------------------------------------

/** The largest divisor of the number of pixels whose row is no wider than ROW. */
function sideBySide(pixels: number, channels: number): number {
  let side = Math.max(1, Math.min(pixels, Math.floor(ROW / channels)));
  while (pixels % side !== 0) side--;
  return side;
}

function pooled(x: tf.Tensor, rows: number, width: number): tf.Tensor {
  return rows === 1 ? x : tf.avgPool(tf.reshape(x, [1, rows, 1, width]) as tf.Tensor4D, [rows, 1], 1, 'valid');
}
