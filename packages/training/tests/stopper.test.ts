import type { Stop } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { FRESH_STOPPER, judge } from '../src/stopper.ts';

const stop: Stop = { metric: 'accuracy', patience: 2, every: 'epoch', minDelta: 0 };

function feed(scores: readonly { readonly [exit: string]: number }[], rule = stop): readonly boolean[] {
  let state = FRESH_STOPPER;
  return scores.map((s) => {
    const verdict = judge(state, s, rule);
    state = verdict.state;
    return verdict.stop;
  });
}

describe('early stopping', () => {
  it('stops when every output has been worse than its best for as many evaluations as its patience', () => {
    expect(feed([{ a: 0.5, b: 0.5 }, { a: 0.4, b: 0.4 }, { a: 0.4, b: 0.4 }])).toEqual([false, false, true]);
  });

  it('goes on while any output still improves', () => {
    expect(feed([{ a: 0.5, b: 0.5 }, { a: 0.4, b: 0.6 }, { a: 0.4, b: 0.7 }, { a: 0.4, b: 0.8 }])).toEqual([false, false, false, false]);
  });

  it('neither resets nor counts a tie', () => {
    // One miss, a tie, a second miss: two misses in all.
    expect(feed([{ a: 0.5 }, { a: 0.4 }, { a: 0.5 }, { a: 0.4 }])).toEqual([false, false, false, true]);
    // Ties alone never stop.
    expect(feed([{ a: 0.5 }, { a: 0.5 }, { a: 0.5 }, { a: 0.5 }])).toEqual([false, false, false, false]);
  });

  it('resets the counter on an improvement', () => {
    expect(feed([{ a: 0.5 }, { a: 0.4 }, { a: 0.6 }, { a: 0.5 }, { a: 0.5 }])).toEqual([false, false, false, false, true]);
  });

  it('takes lower losses for better', () => {
    expect(feed([{ a: 1 }, { a: 0.9 }, { a: 1.1 }, { a: 1.2 }], { ...stop, metric: 'loss' })).toEqual([false, false, false, true]);
  });

  it('does not take a change within minDelta for an improvement', () => {
    const state = judge(FRESH_STOPPER, { a: 0.5 }, { ...stop, minDelta: 0.1 }).state;
    expect(judge(state, { a: 0.55 }, { ...stop, minDelta: 0.1 }).state.best).toEqual({ a: 0.5 });
    expect(judge(state, { a: 0.65 }, { ...stop, minDelta: 0.1 }).state.best).toEqual({ a: 0.65 });
  });
});
