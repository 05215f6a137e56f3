import * as tf from '@tensorflow/tfjs-core';

/** A fixed sequence of values in (−1, 1): x ← 16807·x mod 2³¹−1 (Park and Miller 1988). */
export function values(size: number, seed: number): Float32Array {
  const out = new Float32Array(size);
  let x = seed;
  for (let i = 0; i < size; i++) {
    x = (x * 16807) % 2147483647;
    out[i] = (2 * x) / 2147483647 - 1;
  }
  return out;
}

/** Runs the same computation on a backend that has been started, and gives its results as arrays. */
export async function on(backend: string, compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const results = tf.tidy(compute);
  const arrays = results.map((t) => Float32Array.from(t.dataSync()));
  tf.dispose(results);
  return arrays;
}

/** The largest difference, as a share of the largest reference value. NaN counts as infinite. */
export function relativeDifference(found: Float32Array, reference: Float32Array): number {
  if (found.length !== reference.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < found.length; i++) {
    const d = Math.abs((found[i] ?? Number.NaN) - (reference[i] ?? Number.NaN));
    difference = Number.isNaN(d) ? Number.POSITIVE_INFINITY : Math.max(difference, d);
    largest = Math.max(largest, Math.abs(reference[i] ?? 0));
  }
  return difference / Math.max(largest, 1e-12);
}
