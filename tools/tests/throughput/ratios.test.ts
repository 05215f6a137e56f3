import { describe, expect, it } from 'vitest';

import { apart, measurementOf, median, summarise, together } from '../../throughput/ratios.mjs';

/** Only throughputs matter here. */
const side = (samples: number, best = samples, cpu = samples, share = 1) => ({ samples, best, cpu, share, steps: 3 });

describe('median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([9, 1, 4, 6])).toBe(5);
  });

  it('of nothing is an error', () => {
    expect(() => median([])).toThrow('nothing');
  });
});

describe('summarise', () => {
  it('takes the ratio round by round, not of the medians', () => {
    // The machine is half as fast in the second round, for both sides: ratios 2, 2, 0.5. The ratio of the medians would be 200 / 100.
    const rounds = [
      { ours: side(400), reference: side(200), load: 1 },
      { ours: side(200), reference: side(100), load: 3 },
      { ours: side(50), reference: side(100), load: 2 },
    ];
    expect(summarise(rounds)).toMatchObject({ ours: 200, reference: 100, ratio: 2, lowest: 0.5, highest: 2, load: 3 });
    // The other way round: medians 100 and 100, but two of three rounds are won by half.
    expect(summarise([
      { ours: side(100), reference: side(200), load: 0 },
      { ours: side(50), reference: side(100), load: 0 },
      { ours: side(300), reference: side(30), load: 0 },
    ])).toMatchObject({ ours: 100, reference: 100, ratio: 0.5, lowest: 0.5, highest: 10 });
  });

  it('compares fastest steps of all rounds, and processor time by round, and tells the least share', () => {
    const rounds = [
      { ours: side(10, 30, 8, 0.9), reference: side(10, 20, 4, 1), load: 0 },
      { ours: side(10, 24, 6, 1), reference: side(10, 40, 3, 0.4), load: 0 },
    ];
    expect(summarise(rounds)).toMatchObject({ best: 30 / 40, cpu: 2, share: 0.4 });
  });

  it('of no rounds is an error', () => {
    expect(() => summarise([])).toThrow('no rounds');
  });
});

describe('measurements', () => {
  it('are samples a second, by the median step, the fastest step, and processor time', () => {
    // 50 samples in 20 ms, at best in 10; 4 steps took 50 ms of the processor, within 100 ms.
    expect(measurementOf({ median: 20, min: 10, cpu: 50, wall: 100, steps: 4 }, 50)).toEqual({ samples: 2500, best: 5000, cpu: 4000, share: 0.5, steps: 4 });
  });

  it('of processes side by side add up, but for what is said of a second of one processor', () => {
    expect(together([side(10, 20, 5, 0.9), side(30, 40, 7, 0.8)])).toEqual({ samples: 40, best: 60, cpu: 6, share: 0.8, steps: 6 });
  });
});

describe('apart', () => {
  const outputs = { logits: [[1, -4], [2, 0]], losses: [2, 1.5] };

  it('is nothing for equal outputs', () => {
    expect(apart(outputs, outputs)).toEqual({ logits: 0, loss: 0, drop: 0 });
  });

  it('counts logits by the largest, losses by themselves, and how they fall by that', () => {
    // 0.5 of 4; 0.1 of 2; falls of 0.6 and 0.5.
    const found = apart({ logits: [[1, -4], [2.5, 0]], losses: [2.1, 1.5] }, outputs);
    expect(found.logits).toBe(0.125);
    expect(found.loss).toBeCloseTo(0.05, 12);
    expect(found.drop).toBeCloseTo(0.2, 12);
  });

  it('is no number where a logit is none, so that it cannot pass for small', () => {
    expect(apart({ ...outputs, logits: [[NaN, -4], [2, 0]] }, outputs).logits).toBeNaN();
  });

  it('refuses other exits', () => {
    expect(() => apart({ ...outputs, logits: [[1, -4]] }, outputs)).toThrow('2 and of 2, 2 values');
  });
});
