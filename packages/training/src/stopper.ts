import type { Stop } from '@exitbench/core';

/** Plain data, so that it can be part of a checkpoint. */
export interface StopperState {
  readonly best: { readonly [exit: string]: number };
  readonly misses: { readonly [exit: string]: number };
}

export const FRESH_STOPPER: StopperState = { best: {}, misses: {} };

/**
 * Early stopping with one counter for each trainable output. An output that improves by more than `minDelta` starts its
 * counter anew; one that is strictly worse than its best adds to it; a tie does neither. Frozen outputs must not be among
 * the scores: they would tie for ever.
 *
 * @param scores validation loss or accuracy of every trainable output
 */
export function judge(state: StopperState, scores: { readonly [exit: string]: number }, stop: Stop): { readonly state: StopperState; readonly stop: boolean } {
  const sign = stop.metric === 'loss' ? -1 : 1;
  const best: { [exit: string]: number } = { ...state.best };
  const misses: { [exit: string]: number } = { ...state.misses };
  for (const [exit, score] of Object.entries(scores)) {
    const before = best[exit];
    if (before === undefined || sign * (score - before) > stop.minDelta) {
      best[exit] = score;
      misses[exit] = 0;
    } else if (sign * (score - before) < 0) {
      misses[exit] = (misses[exit] ?? 0) + 1;
    }
  }
  return { state: { best, misses }, stop: Object.keys(scores).every((exit) => (misses[exit] ?? 0) >= stop.patience) };
}
