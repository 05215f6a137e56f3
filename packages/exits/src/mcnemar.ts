/** Two networks on the same samples: only samples that one gets right and the other wrong tell them apart. */
export interface McNemar {
  /** Right by the first network alone. */
  readonly onlyA: number;
  /** Right by the second network alone. */
  readonly onlyB: number;
  /** Exact and two-sided. Never below its level, and for few discordant samples far above it. */
  readonly p: number;
  /** The mid-p value: the one to read. */
  readonly midP: number;
}

/**
 * McNemar's test (Psychometrika 12, 1947) in its exact form: of n = onlyA + onlyB discordant samples each is either's with
 * probability ½. p = 2 · P(X ≤ min), at most 1. The mid-p value takes away the probability of what was observed, or half of
 * it where both counts are equal (Fagerland, Lydersen & Laake, BMC Medical Research Methodology 13:91, 2013): they find that the
 * exact test is needlessly cautious and that mid-p hardly ever passes its level. Without discordant samples both are 1.
 */
export function mcnemar(onlyA: number, onlyB: number): McNemar {
  const n = onlyA + onlyB;
  if (n === 0) return { onlyA, onlyB, p: 1, midP: 1 };
  const few = Math.min(onlyA, onlyB);
  const observed = Math.exp(logBinomial(n, few));
  if (onlyA === onlyB) return { onlyA, onlyB, p: 1, midP: 1 - observed / 2 };
  const p = Math.min(1, 2 * atMost(n, few));
  return { onlyA, onlyB, p, midP: p - observed };
}

// ---------------------------------------------------------------------------------------------------------------------

/** P(X ≤ k) for X of Binomial(n, ½), downwards from k: the terms shrink, by a ratio of i / (n − i + 1). */
function atMost(n: number, k: number): number {
  let term = Math.exp(logBinomial(n, k));
  let sum = 0;
  for (let i = k; i >= 0; i--) {
    sum += term;
    term *= i / (n - i + 1);
  }
  return sum;
}

/** ln P(X = k): in logarithms, since C(n, k) is beyond a double's range from n = 1,030 on. */
function logBinomial(n: number, k: number): number {
  let log = -n * Math.LN2;
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i);
  return log;
}
