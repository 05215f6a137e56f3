/**
 * Expected calibration error: Σ over bins of |right answers − sum of confidences| / n, for bins of equal width that
 * hold their upper bound, as ((b − 1) / B, b / B] (Guo et al., On Calibration of Modern Neural Networks, arXiv 1706.04599, eq. 3).
 *
 * @param confidences of the answers, in [0, 1]
 * @param right 1 for each right answer, else 0
 * @returns in [0, 1]
 */
export function calibrationError(confidences: ArrayLike<number>, right: ArrayLike<number>, bins: number): number {
  const gaps = new Float64Array(bins);
  for (let s = 0; s < confidences.length; s++) {
    const confidence = confidences[s] as number;
    const bin = Math.max(0, Math.ceil(confidence * bins) - 1);
    gaps[bin] = (gaps[bin] as number) + (right[s] as number) - confidence;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / confidences.length;
}
