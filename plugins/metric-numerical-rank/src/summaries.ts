/** What a spectrum is worth in numbers of dimensions. */
export interface Summary {
  readonly rank: number;
  readonly stableRank: number;
  readonly effectiveRank: number;
  readonly participationRatio: number;
}

/**
 * Summaries of the eigenvalues λ of a covariance, λ₁ the largest. All of them are 0 where every λ is 0: a
 * representation that is the same for all inputs.
 *
 * - numerical rank: how many λ > ε λ₁ (Masarczyk et al., arXiv 2305.19753, with ε = 1e-3)
 * - stable rank: ‖A‖_F² / ‖A‖₂² = Σλ / λ₁ (Rudelson and Vershynin, J. ACM 54(4), 2007)
 * - effective rank: exp of the entropy of λ / Σλ (Roy and Vetterli, EUSIPCO 2007, who take singular values)
 * - participation ratio: (Σλ)² / Σλ² (Gao et al., bioRxiv 214262, 2017)
 *
 * @param spectrum none below 0
 * @param threshold ε, as a share of the largest eigenvalue: on singular values of the data the same cut is √ε
 */
export function summarise(spectrum: Float64Array, threshold: number): Summary {
  const largest = spectrum.reduce((a, b) => Math.max(a, b), 0);
  if (largest === 0) return { rank: 0, stableRank: 0, effectiveRank: 0, participationRatio: 0 };
  // Shares of the largest, so that no square overflows or vanishes at any scale.
  const relative = spectrum.map((value) => value / largest);
  const sum = relative.reduce((a, b) => a + b, 0);
  return {
    rank: relative.reduce((count, value) => count + Number(value > threshold), 0),
    stableRank: sum,
    effectiveRank: Math.exp(relative.reduce((entropy, value) => entropy - (value > 0 ? (value / sum) * Math.log(value / sum) : 0), 0)),
    participationRatio: (sum * sum) / relative.reduce((a, b) => a + b * b, 0),
  };
}
