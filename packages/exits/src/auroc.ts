/**
 * Area under the receiver operating characteristic: the probability that a positive sample has a larger score than a
 * negative one, equal scores counted half. It is the Mann–Whitney statistic over the number of pairs, computed from mid-ranks
 * (Hanley and McNeil, Radiology 143, 1982).
 *
 * @param scores any numbers but NaN, infinities too; larger says "positive"
 * @param positive one flag a score: what is not `true` or 1 is negative
 * @returns in [0, 1]; null where either kind is missing, or a score is NaN
 */
export function auroc(scores: ArrayLike<number>, positive: ArrayLike<boolean | number>): number | null {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => compare(scores[a] as number, scores[b] as number));
  let [positives, below, wins] = [0, 0, 0];
  for (let start = 0, end = 0; start < order.length; start = end) {
    const score = scores[order[start] as number] as number;
    if (Number.isNaN(score)) return null;
    let here = 0;
    for (; end < order.length && scores[order[end] as number] === score; end++) here += Number(positive[order[end] as number]);
    const others = end - start - here;
    wins += here * (below + others / 2);
    positives += here;
    below += others;
  }
  return positives === 0 || below === 0 ? null : wins / (positives * below);
}

// ---------------------------------------------------------------------------------------------------------------------

/** Ascending, NaN first, so that it is met at once; differences of infinities are no order. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? -1 : a > b ? 1 : 0;
}
