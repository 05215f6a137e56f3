/** Inner products of the exits' gradients over the weights of one block, on one mini-batch: exits × exits, the last exit last. */
export type Inner = readonly (readonly number[])[];

/** Who moves a block, and how much they agree. */
export interface BlockDominance {
  /** D: for each exit its share of Σ G, where G is the mean squared norm of its gradient. They sum to one; all are 0 where nothing moves the block. */
  readonly shares: readonly number[];
  /** Mean ‖Σ g_k / K‖² for each weight. */
  readonly energy: number;
  /** Share of the pairs of gradients that reach the block and point against each other, over all mini-batches; 0 where no two do. */
  readonly conflict: number;
  /** Mean cosine of the last exit's gradient and the sum of all; 0 where either is none. */
  readonly cosine: number;
}

/**
 * Of one block.
 *
 * @param batches its inner products on each mini-batch
 * @param size how many weights it has
 */
export function blockDominance(batches: readonly Inner[], size: number): BlockDominance {
  const exits = batches[0]?.length ?? 0;
  const norms = Array.from({ length: exits }, (_, k) => mean(batches.map((m) => m[k]?.[k] ?? NaN)));
  const total = add(norms);
  const pairs = batches.flatMap((m) => m.flatMap((row, k) => row.slice(k + 1).filter((_, j) => (row[k] ?? 0) > 0 && (m[k + 1 + j]?.[k + 1 + j] ?? 0) > 0)));
  return {
    shares: norms.map((g) => (total === 0 ? 0 : g / total)),
    energy: mean(batches.map(squaredSum)) / (exits * exits * size),
    conflict: pairs.length === 0 ? 0 : pairs.filter((p) => p < 0).length / pairs.length,
    cosine: mean(batches.map(cosineOfLast)),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** ‖Σ g_k‖², which rounding may put below 0. */
function squaredSum(inner: Inner): number {
  return Math.max(0, add(inner.map(add)));
}

function cosineOfLast(inner: Inner): number {
  const last = inner.at(-1) ?? [];
  const norms = Math.sqrt((last.at(-1) ?? 0) * squaredSum(inner));
  return norms === 0 ? 0 : Math.min(1, Math.max(-1, add(last) / norms));
}

function add(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function mean(values: readonly number[]): number {
  return add(values) / values.length;
}
