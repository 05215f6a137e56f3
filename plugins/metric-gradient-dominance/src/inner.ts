import type { WeightValues } from '@exitbench/core';

/** Inner products ⟨g_k, g_j⟩ of gradients over some weights: the squared norms on the diagonal. A gradient that does not reach a weight is 0 there. */
export function innerProducts(gradients: readonly WeightValues[], paths: readonly string[]): readonly (readonly number[])[] {
  return gradients.map((a) => gradients.map((b) => paths.reduce((sum, path) => sum + dot(a[path]?.values, b[path]?.values), 0)));
}

// ---------------------------------------------------------------------------------------------------------------------

/** In double precision. */
function dot(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
