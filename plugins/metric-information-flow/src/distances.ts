import { ExitbenchError } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

export interface Distances {
  /** s = √(mean ‖z_i − z̄‖²), the unit of length. 0 where all points are the same. */
  readonly scale: number;
  /** n × n: ‖z_i − z_j‖² / s², exactly 0 on the diagonal. */
  readonly squares: Float64Array;
}

/** Features a product: more make it less exact, fewer make more products to add up. */
const CHUNK = 2048;

/**
 * Squared distances of n points of m features, in units of their root mean square distance from their mean, from the
 * products ⟨z_i, z_j⟩ of the centred points: ‖z_i‖² + ‖z_j‖² − 2⟨z_i, z_j⟩. The engine multiplies in float32, some features
 * at a time, and the rest is float64: as points are centred and have length 1 on average, errors are near 1e-7.
 *
 * @param points n × m values
 * @throws ExitbenchError `bad-argument` for values that are not finite
 */
export async function squaredDistances(points: Float32Array, n: number, m: number): Promise<Distances> {
  const means = columnMeans(points, n, m);
  const scale = Math.sqrt(spread(points, n, means));
  if (!Number.isFinite(scale)) {
    throw new ExitbenchError('bad-argument', 'The representations are not all finite numbers.', { at: 'squaredDistances', hint: 'Look for weights that diverged.' });
  }
  const products = new Float64Array(n * n);
  // Points that are the same have no spread but that of the rounding of their mean.
  const same = scale <= 1e-7 * Math.sqrt(means.reduce((sum, mean) => sum + mean * mean, 0));
  if (!same) for (let start = 0; start < m; start += CHUNK) await addProducts(products, standardised(points, n, means, scale, start, Math.min(m, start + CHUNK)), n);
  return { scale: same ? 0 : scale, squares: squaresOf(products, n) };
}

// ---------------------------------------------------------------------------------------------------------------------

function columnMeans(points: Float32Array, n: number, m: number): Float64Array {
  const sums = new Float64Array(m);
  for (let i = 0; i < n; i++) for (let k = 0; k < m; k++) sums[k] = (sums[k] as number) + (points[i * m + k] as number);
  return sums.map((sum) => sum / n);
}

function spread(points: Float32Array, n: number, means: Float64Array): number {
  const m = means.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < m; k++) {
      const d = (points[i * m + k] as number) - (means[k] as number);
      sum += d * d;
    }
  }
  return sum / n;
}

/** Some columns, n × (end − start), less their means and in units of the scale. */
function standardised(points: Float32Array, n: number, means: Float64Array, scale: number, start: number, end: number): Float32Array {
  const m = means.length;
  const values = new Float32Array(n * (end - start));
  let at = 0;
  for (let i = 0; i < n; i++) for (let k = start; k < end; k++) values[at++] = ((points[i * m + k] as number) - (means[k] as number)) / scale;
  return values;
}

async function addProducts(products: Float64Array, values: Float32Array, n: number): Promise<void> {
  const gram = tf.tidy(() => {
    const a = tf.tensor2d(values, [n, values.length / n]);
    return tf.matMul(a, a, false, true);
  });
  try {
    const part = await gram.data<'float32'>();
    for (let i = 0; i < part.length; i++) products[i] = (products[i] as number) + (part[i] as number);
  } finally {
    gram.dispose();
  }
}

/** No square is below 0, which rounding can make of points that are the same. */
function squaresOf(products: Float64Array, n: number): Float64Array {
  const squares = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const square = (products[i * n + i] as number) + (products[j * n + j] as number) - 2 * (products[i * n + j] as number);
      squares[i * n + j] = squares[j * n + i] = Math.max(0, square);
    }
  }
  return squares;
}
