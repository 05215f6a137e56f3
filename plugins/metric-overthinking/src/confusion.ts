import type { StoredOutputs } from '@exitbench/core';
import { softmax } from '@exitbench/exits';

/**
 * How far the exits disagree with the last about each sample: Σ over the exits before it of ‖p_K − p_e‖₁ of the softmax
 * probabilities, in [0, 2 (K − 1)] (Kaya et al., Shallow-Deep Networks, arXiv 1810.07052, §4.2).
 *
 * @returns one number a sample, not standardised
 */
export function confusion({ samples, width, byExit }: StoredOutputs): Float64Array {
  const sums = new Float64Array(samples);
  const final = softmax(byExit.at(-1) ?? [], width);
  for (const logits of byExit.slice(0, -1)) {
    softmax(logits, width).forEach((p, i) => {
      const sample = Math.floor(i / width);
      sums[sample] = (sums[sample] as number) + Math.abs((final[i] as number) - p);
    });
  }
  return sums;
}
