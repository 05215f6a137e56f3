import { type Ramp, type TrainPhase, known } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { beforeAll, describe, expect, it } from 'vitest';

import { gradientByStep } from './support/gradientByStep.ts';
import { numberOf, trainNumber } from './support/number.ts';
import { tinyNetwork } from './support/tiny.ts';

beforeAll(async () => {
  await startEngine('cpu');
});

// Everywhere here the loss is w² from w = 1, so a step at rate r and with loss weight a multiplies w by 1 − 2·a·r.

describe('the learning rate', () => {
  it('is the schedule\'s first at the first step and its last at the last', async () => {
    const result = await trainNumber({ schedule: { kind: 'cosine', warmup: 0, floor: 0.2 }, batch: 60, budget: { steps: 3 }, snapshots: [0, 1 / 3, 2 / 3, 1] });
    // Half a cosine from 1 to 0.2 in three steps: 1, 0.6, 0.2. Rates are those times 0.1.
    result.history.epochs.forEach(({ rate }, i) => expect(rate).toBeCloseTo([0.1, 0.06, 0.02][i] ?? NaN, 7));
    const expected = [1, 1 - 0.2, (1 - 0.2) * (1 - 0.12), (1 - 0.2) * (1 - 0.12) * (1 - 0.04)];
    expect(result.snapshots.map((s) => s.share)).toEqual([0, 1 / 3, 2 / 3, 1]);
    result.snapshots.forEach(({ weights }, i) => expect(numberOf(weights, 'w')).toBeCloseTo(expected[i] ?? NaN, 6));
  });

  it('rises in warm-up from the first step on', async () => {
    const { history } = await trainNumber({ schedule: { kind: 'constant', warmup: 3 }, batch: 60, budget: { steps: 5 } });
    history.epochs.forEach(({ rate }, i) => expect(rate).toBeCloseTo([0.025, 0.05, 0.075, 0.1, 0.1][i] ?? NaN, 7));
    expect(history.epochs.length).toBe(5);
  });
});

describe('a loss weight that rises', () => {
  const ramp = (per: Ramp['per']): Partial<TrainPhase> => ({
    losses: [{ kind: 'task', at: 'last', reduction: 'mean', weight: { kind: 'ramp', start: 0, slope: 1, cap: 0.9, per } }], budget: { steps: 4 },
  });

  it('per step: t of T steps, counted from 1', async () => {
    // Weights 1/4, 2/4, 3/4 and the cap 0.9 at rate 0.1.
    const expected = (1 - 0.05) * (1 - 0.1) * (1 - 0.15) * (1 - 0.18);
    expect(numberOf((await trainNumber(ramp('step'))).weights, 'w')).toBeCloseTo(expected, 6);
  });

  it('per epoch: t of T epochs, counted from 1', async () => {
    // Two epochs of two steps: weights 1/2, 1/2, 0.9, 0.9.
    const expected = (1 - 0.1) * (1 - 0.1) * (1 - 0.18) * (1 - 0.18);
    expect(numberOf((await trainNumber(ramp('epoch'))).weights, 'w')).toBeCloseTo(expected, 6);
  });
});

describe('the optimiser', () => {
  it('Adam counts its steps through the phase, not through the epoch', async () => {
    const [rate, beta1, beta2, epsilon] = [0.1, 0.9, 0.99, 1e-3];
    const { weights } = await trainNumber({ optimiser: { kind: 'adam', rate, beta1, beta2, epsilon, decay: 0, decayScope: 'all' }, budget: { steps: 5 } });
    // Kingma and Ba, arXiv 1412.6980, algorithm 1, with slope 2w.
    let [w, m, v, power1, power2] = [1, 0, 0, 1, 1];
    for (let t = 1; t <= 5; t++) {
      [power1, power2] = [power1 * beta1, power2 * beta2];
      [m, v] = [beta1 * m + (1 - beta1) * 2 * w, beta2 * v + (1 - beta2) * 4 * w * w];
      w -= (rate * (m / (1 - power1))) / (Math.sqrt(v / (1 - power2)) + epsilon);
    }
    expect(numberOf(weights, 'w')).toBeCloseTo(w, 5); // float32 against doubles over five steps
  });
});

describe('clipping', () => {
  /** Norm of a step of plain descent at rate 1, over all weights together. */
  const length = async (more: Partial<TrainPhase>): Promise<number> => {
    const moved = await gradientByStep(tinyNetwork(), 'all', 'plain', { batchNorm: 'none', ...more });
    return Math.sqrt(Object.values(moved).flat().reduce((sum, d) => sum + d * d, 0));
  };

  it('moves all weights together by rate · clip where the gradient is longer', async () => {
    expect(await length({})).toBeGreaterThan(0.5);
    expect(await length({ clip: 0.25 })).toBeCloseTo(0.25, 5); // the rule divides by the norm + 1e-6
  });

  it('leaves a shorter gradient as it is', async () => {
    expect(await length({ clip: 1000 })).toBe(await length({}));
  });
});

describe('snapshots', () => {
  it('are at the nearest step, halves upwards', async () => {
    // Of three steps, shares 0.25, 0.5 and 0.8 are steps 0.75, 1.5 and 2.4: after 1, 2 and 2 steps at rate 0.1.
    const { snapshots } = await trainNumber({ budget: { steps: 3 }, snapshots: [0.25, 0.5, 0.8] });
    expect(snapshots.map((s) => s.share)).toEqual([0.25, 0.5, 0.8]);
    snapshots.forEach(({ weights }, i) => expect(numberOf(weights, 'w')).toBeCloseTo([0.8, 0.64, 0.64][i] ?? NaN, 6));
  });
});

describe('the mean of a term', () => {
  it('divides by all exits that the term names, the constant last one among them', async () => {
    const heads = (reduction: 'mean' | 'sum') => gradientByStep(tinyNetwork(), 'all', 'plain', { train: 'heads', losses: [{ kind: 'task', at: 'all', reduction }] });
    const [mean, sum] = [await heads('mean'), await heads('sum')];
    expect(Object.keys(mean).toSorted()).toEqual(['block0/head/bias', 'block0/head/kernel', 'block1/head/bias', 'block1/head/kernel']);
    for (const [path, slope] of Object.entries(mean)) slope.forEach((g, i) => expect(g).toBeCloseTo(known(sum[path]?.[i], 'same size') / 3, 6));
    expect(Object.values(sum).flat().some((g) => Math.abs(g) > 1e-2)).toBe(true);
  });
});
