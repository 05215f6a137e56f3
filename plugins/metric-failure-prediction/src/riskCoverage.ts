/** Areas under the risk–coverage curve: the risk is the share of errors among the answers that are accepted. */
export interface RiskCoverage {
  /** Mean risk over the coverages 1/n, 2/n, … 1, the most confident answers accepted first. */
  readonly aurc: number;
  /** What it has more than the best order of the same answers, in which all right ones come first. */
  readonly excess: number;
}

/**
 * AURC and E-AURC (Geifman, Uziel and El-Yaniv, Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers, arXiv
 * 1805.08206). Answers of equal confidence count as if in a random order: their errors come in evenly. The best order's
 * area is its exact sum, not the integral r + (1 − r) ln(1 − r) that the paper has for it.
 *
 * @param confidences any numbers but NaN
 * @param right 1 for each right answer, else 0
 */
export function riskCoverage(confidences: ArrayLike<number>, right: ArrayLike<number>): RiskCoverage {
  const n = confidences.length;
  const order = Int32Array.from({ length: n }, (_, s) => s).sort((a, b) => (confidences[b] as number) - (confidences[a] as number));
  let [sum, errors] = [0, 0];
  for (let start = 0, end = 0; start < n; start = end) {
    let here = 0;
    const confidence = confidences[order[start] as number];
    for (; end < n && confidences[order[end] as number] === confidence; end++) here += 1 - (right[order[end] as number] as number);
    for (let accepted = start + 1; accepted <= end; accepted++) sum += (errors + (here * (accepted - start)) / (end - start)) / accepted;
    errors += here;
  }
  let best = 0;
  for (let wrong = 1; wrong <= errors; wrong++) best += wrong / (n - errors + wrong);
  return { aurc: sum / n, excess: Math.max(0, sum - best) / n };
}
