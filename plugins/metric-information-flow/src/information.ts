/** What a representation tells, in nats. */
export interface Information {
  /** Of the sample: Î(X;Z), in [0, ln n]. */
  readonly xz: number;
  /** Of the class: Î(Z;Y), in [0, H(Y)]. */
  readonly zy: number;
  /** Î(X;Z) as a share of ln n, and Î(X;Z|Y) of the most that it can be. */
  readonly share: { readonly xz: number; readonly within: number };
  /** Î(X;Z) is nearly ln n, or Î(X;Z|Y) nearly what it can be: the noise is too small to say anything. */
  readonly saturated: { readonly xz: boolean; readonly zy: boolean };
}

/** From this share of the most that there can be, an estimate says how many points there are and nothing else. */
export const SATURATION = 0.95;

/**
 * Upper bounds of the information in Z = z_i + N(0, σ² I), i one of n equally probable samples, from pairwise distances
 * with the Kullback–Leibler divergence (Kolchinsky and Tracey, Estimating Mixture Entropy with Pairwise Distances, Entropy 19(7),
 * 2017, arXiv 1706.02419, equation 10):
 *
 *     Î(X;Z)   = −1/n Σ_i ln [1/n Σ_j exp(−‖z_i − z_j‖² / 2σ²)]
 *     Î(Z;Y)   = Î(X;Z) − Î(X;Z|Y),  Î(X;Z|Y) = Σ_y p(y) Î(X;Z) among the samples of class y
 *
 * Î(Z;Y) is a difference of two bounds and bounds nothing by itself. Each sum has the term of j = i, which is 1 and the
 * largest: no logarithm needs more care.
 *
 * The lower bound with the Bhattacharyya distance (their equation 11) has 8σ² instead of 2σ², so it is the upper one at 2σ.
 *
 * @param squares n × n squared distances
 * @param labels a class for each sample
 */
export function information(squares: Float64Array, labels: Int32Array, sigma: number): Information {
  const n = Math.sqrt(squares.length);
  const rate = -1 / (2 * sigma * sigma);
  const all = new Float64Array(n).fill(1);
  const own = new Float64Array(n).fill(1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const near = Math.exp(rate * (squares[i * n + j] as number));
      all[i] = (all[i] as number) + near;
      all[j] = (all[j] as number) + near;
      if (labels[i] !== labels[j]) continue;
      own[i] = (own[i] as number) + near;
      own[j] = (own[j] as number) + near;
    }
  }
  const xz = meanSurprise(all, () => n);
  const shareOf = (value: number, most: number): number => (most > 0 ? value / most : 0);
  const sizes = classSizes(labels);
  const within = meanSurprise(own, (i) => sizes.get(labels[i] as number) ?? 0);
  const entropy = entropyOf(labels);
  const share = { xz: shareOf(xz, Math.log(n)), within: shareOf(within, Math.log(n) - entropy) }; // Σ_y p(y) ln n_y = ln n − H(Y)
  return {
    xz,
    zy: Math.min(entropy, Math.max(0, xz - within)),
    share,
    saturated: { xz: share.xz >= SATURATION, zy: share.within >= SATURATION },
  };
}

/** Entropy of the classes' shares, H(Y), in nats. */
export function entropyOf(labels: Int32Array): number {
  return [...classSizes(labels).values()].reduce((sum, size) => sum - (size / labels.length) * Math.log(size / labels.length), 0);
}

// ---------------------------------------------------------------------------------------------------------------------

/** Mean of −ln(sum / size); 0 where rounding puts it below. */
function meanSurprise(sums: Float64Array, sizeOf: (i: number) => number): number {
  return Math.max(0, -sums.reduce((total, sum, i) => total + Math.log(sum / sizeOf(i)), 0) / sums.length);
}

function classSizes(labels: Int32Array): ReadonlyMap<number, number> {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return sizes;
}
