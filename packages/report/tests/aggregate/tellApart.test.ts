import type { Json } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { type OfMetric, tellApart } from '../../src/aggregate/tellApart.ts';

const of = (caption: string, id: string, params: { readonly [name: string]: Json }, plugin = 'metric-latency'): OfMetric<{ readonly caption: string; readonly rows: number }> => (
  { metric: { id, plugin, params }, view: { caption, rows: 1 } }
);
const captions = (...all: readonly OfMetric<{ readonly caption: string }>[]): readonly string[] => tellApart(all).map((v) => v.caption);

describe('captions of a metric that is used several times', () => {
  it('say what is different', () => {
    expect(captions(of('Time', 'a', { batch: 1, rounds: 5 }), of('Speed-up', 'a', { batch: 1, rounds: 5 }), of('Time', 'b', { batch: 128, rounds: 5 }), of('Speed-up', 'b', { batch: 128, rounds: 5 })))
      .toEqual(['Time (batch 1)', 'Speed-up (batch 1)', 'Time (batch 128)', 'Speed-up (batch 128)']);
    expect(captions(of('Time', 'a', { mode: 'val', at: [1] }), of('Time', 'b', { mode: 'paper', at: [2] }))).toEqual(['Time (mode val, at [1])', 'Time (mode paper, at [2])']);
  });

  it('say no more than they have to', () => {
    const alone = [of('Time', 'a', { batch: 1 }), of('Other', 'b', { batch: 128 }), of('Time', 'c', { batch: 2 }, 'metric-other')];
    expect(captions(...alone)).toEqual(['Time', 'Other', 'Time']);
    // Two tables of one use are its own affair.
    expect(captions(of('Time', 'a', { batch: 1 }), of('Time', 'a', { batch: 1 }))).toEqual(['Time', 'Time']);
  });

  it('are of views that are otherwise as they were', () => {
    expect(tellApart([of('Time', 'a', { batch: 1 }), of('Time', 'b', { batch: 2 })])).toEqual([{ caption: 'Time (batch 1)', rows: 1 }, { caption: 'Time (batch 2)', rows: 1 }]);
  });
});
