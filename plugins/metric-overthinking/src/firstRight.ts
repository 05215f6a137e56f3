/** Which exits know the answer, and what comes of asking further. Exits are in order of depth; the last is the final one. */
export interface FirstRight {
  /** Share of samples whose first right exit is each of them. */
  readonly shares: readonly number[];
  /** Share that no exit gets right. */
  readonly never: number;
  /** Share that an exit before the last gets right. */
  readonly wasteful: number;
  /** Of the samples that the last exit gets wrong, the share that an earlier one gets right; 0 where it gets all right. */
  readonly destructive: number;
  /** Mean cost of leaving at the first right exit; who never is right pays for all. In units of `costs`. */
  readonly cost: number;
  /** Of the samples that each exit gets wrong, the share that an earlier one gets right; null where it gets all right. */
  readonly hindsight: readonly (number | null)[];
}

/**
 * Overthinking as Kaya et al. define it (Shallow-Deep Networks, arXiv 1810.07052), and the hindsight improvability of
 * Wołczyk et al. (Zero Time Waste, arXiv 2106.05409).
 *
 * @param right for each exit, 1 for each sample that it gets right, else 0
 * @param costs cumulative cost of leaving at each exit
 */
export function firstRight(right: readonly ArrayLike<number>[], samples: number, costs: readonly number[]): FirstRight {
  const first = right.map(() => 0);
  const wrong = right.map(() => 0);
  const known = right.map(() => 0);
  for (let s = 0; s < samples; s++) {
    let earlier = -1;
    for (const [e, answers] of right.entries()) {
      if (answers[s] === 1) {
        if (earlier < 0) earlier = e;
        continue;
      }
      wrong[e] = (wrong[e] ?? 0) + 1;
      if (earlier >= 0) known[e] = (known[e] ?? 0) + 1;
    }
    if (earlier >= 0) first[earlier] = (first[earlier] ?? 0) + 1;
  }
  const never = samples - first.reduce((a, b) => a + b, 0);
  const hindsight = wrong.map((count, e) => (count === 0 ? null : (known[e] ?? 0) / count));
  return {
    shares: first.map((count) => count / samples),
    never: never / samples,
    wasteful: first.slice(0, -1).reduce((a, b) => a + b, 0) / samples,
    destructive: hindsight.at(-1) ?? 0,
    cost: (first.reduce((sum, count, e) => sum + count * (costs[e] ?? NaN), 0) + never * (costs.at(-1) ?? NaN)) / samples,
    hindsight,
  };
}
