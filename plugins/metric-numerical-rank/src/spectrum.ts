import { ExitbenchError } from '@exitbench/core';
import { eigvalsh } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Eigenvalues of the sample covariance S = AᵀA / (n − 1) of n observations of m features, A less its column means. Columns
 * are not standardised. Where n < m they are found from A Aᵀ, which has the same non-zero eigenvalues and fewer rows.
 *
 * @param observations n × m values, row by row
 * @returns min(n, m) values, descending, none below 0; the smallest are lost in rounding, at 1e-6 of the largest or so
 * @throws ExitbenchError `bad-argument` for fewer than two observations, or values that are not finite
 */
export async function covarianceSpectrum(observations: Float32Array, n: number, m: number): Promise<Float64Array> {
  if (n < 2) throw new ExitbenchError('bad-argument', `A covariance takes two observations or more, not ${n}.`, { at: 'covarianceSpectrum' });
  const { values, scale } = standardSize(observations, n, m);
  if (scale === 0) return new Float64Array(Math.min(n, m));
  const product = tf.tidy(() => {
    const a = tf.tensor2d(values, [n, m]);
    const gram = n < m;
    return tf.div(tf.matMul(a, a, !gram, gram), n - 1);
  });
  try {
    const ascending = await eigvalsh(product);
    return ascending.toReversed().map((value) => Math.max(0, value) * scale * scale);
  } finally {
    product.dispose();
  }
}

// ---------------------------------------------------------------------------------------------------------------------

/** The observations less their column means and divided by their root mean square, so that float32 serves at any scale. */
function standardSize(observations: Float32Array, n: number, m: number): { readonly values: Float32Array; readonly scale: number } {
  const means = new Float64Array(m);
  // Sums of float32 in float64, divided once: the mean of equal values is that value.
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) means[j] = (means[j] as number) + (observations[i * m + j] as number);
  for (let j = 0; j < m; j++) means[j] = (means[j] as number) / n;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const d = (observations[i * m + j] as number) - (means[j] as number);
      squares += d * d;
    }
  }
  const scale = Math.sqrt(squares / (n * m));
  if (!Number.isFinite(scale)) {
    throw new ExitbenchError('bad-argument', 'The observations are not all finite numbers.', { at: 'covarianceSpectrum', hint: 'Look for weights that diverged.' });
  }
  // What is left of observations that differ in their last bit only is rounding, no dimension.
  const same = scale <= 1e-7 * Math.sqrt(means.reduce((sum, mean) => sum + mean * mean, 0) / m);
  const values = new Float32Array(n * m);
  if (!same) for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) values[i * m + j] = ((observations[i * m + j] as number) - (means[j] as number)) / scale;
  return { values, scale: same ? 0 : scale };
}
