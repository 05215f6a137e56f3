import type { Schedule } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { rampWeight, scheduleFactor } from '../../src/index.ts';

function factors(schedule: Schedule, steps: number): readonly number[] {
  return Array.from({ length: steps }, (_, step) => scheduleFactor(schedule, step, steps));
}

describe('scheduleFactor', () => {
  it('falls by half a cosine that reaches the floor in the last step', () => {
    // (1 + cos 0, 45°, 90°, 135°, 180°) / 2
    const half = Math.SQRT1_2 / 2;
    expect(factors({ kind: 'cosine', warmup: 0, floor: 0 }, 5)).toEqual([1, 0.5 + half, 0.5, 0.5 - half, 0].map(Math.fround));
  });

  it('keeps the floor', () => {
    expect(factors({ kind: 'cosine', warmup: 0, floor: 0.2 }, 3)).toEqual([1, 0.6, 0.2].map(Math.fround));
  });

  it('rises linearly before the cosine, which then has fewer steps', () => {
    expect(factors({ kind: 'cosine', warmup: 3, floor: 0 }, 6)).toEqual([0.25, 0.5, 0.75, 1, 0.5, 0].map(Math.fround));
  });

  it('is 1 throughout when constant, after its warm-up', () => {
    expect(factors({ kind: 'constant', warmup: 1 }, 3)).toEqual([0.5, 1, 1]);
  });

  it('multiplies once for each milestone passed', () => {
    expect(factors({ kind: 'step', warmup: 0, milestones: [0.5, 0.75], factor: 0.5 }, 4)).toEqual([1, 1, 0.5, 0.25]);
  });

  it('counts milestones in whole steps: .07 of 100 is step 7, although .07 · 100 is a little more than 7', () => {
    expect(0.07 * 100).toBeGreaterThan(7);
    const schedule: Schedule = { kind: 'step', warmup: 0, milestones: [0.07], factor: 0.5 };
    expect([scheduleFactor(schedule, 6, 100), scheduleFactor(schedule, 7, 100)]).toEqual([1, 0.5]);
  });

  it('takes phases of one step, and warm-ups longer than the phase', () => {
    expect(factors({ kind: 'cosine', warmup: 0, floor: 0 }, 1)).toEqual([1]);
    expect(factors({ kind: 'cosine', warmup: 3, floor: 0 }, 2)).toEqual([0.25, 0.5]);
  });

  it('gives float32 numbers', () => {
    const values = factors({ kind: 'cosine', warmup: 0, floor: 0 }, 8);
    expect(values.map(Math.fround)).toEqual(values);
    expect(Math.fround(0.1)).not.toBe(0.1);
  });
});

describe('rampWeight', () => {
  it('rises with time up to its cap', () => {
    const ramp = { kind: 'ramp', start: 0.25, slope: 0.5, cap: 0.5, per: 'epoch' } as const;
    expect([1, 2, 3, 4].map((t) => rampWeight(ramp, t, 4))).toEqual([0.375, 0.5, 0.5, 0.5]);
  });
});
