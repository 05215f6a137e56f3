import { describe, expect, it } from 'vitest';

import { argmax, confidence, confidenceOrNone, softmax } from '../src/index.ts';

describe('softmax', () => {
  it('gives exp z over the sum, row by row', () => {
    const p = softmax([0, Math.log(3), Math.log(4), 0], 2);
    expect([...p].map((x) => x.toFixed(12))).toEqual(['0.250000000000', '0.750000000000', '0.800000000000', '0.200000000000']);
  });

  it('does not overflow where the plain formula does', () => {
    expect(Math.exp(1000) / (Math.exp(1000) + Math.exp(1000))).toBeNaN(); // the plain formula
    expect([...softmax([1000, 1000], 2)]).toEqual([0.5, 0.5]);
    expect([...softmax([-1000, -1000], 2)]).toEqual([0.5, 0.5]);
  });
});

describe('confidence', () => {
  it('is the largest softmax probability', () => {
    const logits = Float32Array.from([0.3, -1.2, 2.5, 0, 0, 0]);
    const p = softmax(logits, 3);
    const [a, b] = confidence(logits, 3);
    expect(a).toBeCloseTo(Math.max(...p.slice(0, 3)), 14);
    expect(b).toBeCloseTo(1 / 3, 14);
  });

  it('is never above 1 and never 0', () => {
    expect([...confidence([1e9, -1e9], 2)]).toEqual([1]);
    expect(confidence(new Float32Array(1000), 1000)[0]).toBeGreaterThan(0);
  });

  it('lets no threshold pass a row with NaN', () => {
    expect([...confidenceOrNone([NaN, 1, 0, 0], 2)]).toEqual([0, 0.5]);
    const [c] = confidence([NaN, 1], 2);
    expect((c as number) > 0).toBe(false);
  });
});

describe('argmax', () => {
  it('takes the first of equals, and no class for a row of NaN', () => {
    expect([...argmax([1, 3, 3, 2, 0, 0, NaN, NaN, NaN], 3)]).toEqual([1, 0, -1]);
  });
});
