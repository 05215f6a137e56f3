import { randomStream, resolveSeed } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { solver } from '../src/cholesky.ts';
import { minimise } from '../src/minimise.ts';
import { probe } from '../src/probe.ts';

describe('the solver', () => {
  it('solves a system by hand', () => {
    // [4 2; 2 3] (1, 2) = (8, 8); what is above the diagonal is not read.
    expect([...solver(Float64Array.of(4, Number.NaN, 2, 3), 2)(Float64Array.of(8, 8))]).toEqual([expect.closeTo(1, 12), expect.closeTo(2, 12)]);
  });
});

describe('the minimiser', () => {
  /** ln cosh of x − 1 and 100 (y + 2)² / 2. */
  const valley = (p: Float64Array) => {
    const [x, y] = [(p[0] as number) - 1, (p[1] as number) + 2];
    return { value: Math.log(Math.cosh(x)) + 50 * y * y, gradient: Float64Array.of(Math.tanh(x), 100 * y) };
  };
  const plain = (v: Float64Array): Float64Array => v.slice();

  it('finds the minimum of a narrow valley', () => {
    const { point, converged } = minimise(valley, Float64Array.of(4, 4), plain, 1e-10, 100);
    expect(converged).toBe(true);
    expect([...point]).toEqual([expect.closeTo(1, 9), expect.closeTo(-2, 9)]);
  });

  it('says so where it was given too few steps', () => {
    expect(minimise(valley, Float64Array.of(4, 4), plain, 1e-10, 2)).toMatchObject({ converged: false, iterations: 2 });
  });
});

describe('the probe', () => {
  it('knows nothing of a feature that says nothing: its cross-entropy is H(Y)', () => {
    const data = { features: new Float32Array(8).fill(5), labels: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1) };
    expect(probe(data, data)).toMatchObject({ crossEntropy: expect.closeTo(Math.LN2, 10), converged: true });
  });

  it('is the optimum by bisection where one feature tells two classes', () => {
    // Features ± 1, standard already. Weights are ± w/2 and biases 0, so what is minimised is ln(1 + exp(−w)) + ½ · 0.01 · w²/2:
    // where 1 / (1 + exp(w)) = 0.005 w.
    const data = { features: Float32Array.of(1, -1, 1, -1), labels: Int32Array.of(0, 1, 0, 1) };
    let [low, high] = [0, 20];
    for (let i = 0; i < 80; i++) {
      const w = (low + high) / 2;
      if (1 / (1 + Math.exp(w)) > 0.005 * w) low = w;
      else high = w;
    }
    expect(probe(data, data).crossEntropy).toBeCloseTo(Math.log(1 + Math.exp(-low)), 4); // the gradient ends below 1e-5
  });

  it('is measured on samples that it was not fitted to', () => {
    const seen = { features: Float32Array.of(1, -1, 1, -1), labels: Int32Array.of(0, 1, 0, 1) };
    const turned = { features: seen.features, labels: Int32Array.of(1, 0, 1, 0) };
    expect(probe(seen, turned).crossEntropy).toBeGreaterThan(2);
    expect(probe(seen, seen).crossEntropy).toBeLessThan(0.1);
  });

  it('depends neither on the unit nor on the origin of its features, nor on the order of samples', () => {
    const random = randomStream(resolveSeed(0), 'analysis', 'probe.test');
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3);
    const features = Float32Array.from({ length: 60 * 4 }, (_, i) => random.normal() + Number(i % 4 === Math.floor(i / 4) % 3));
    const here = probe({ features, labels }, { features, labels });
    const moved = features.map((v) => 8 * v + 32);
    expect(here.converged).toBe(true);
    expect(probe({ features: moved, labels }, { features: moved, labels }).crossEntropy).toBeCloseTo(here.crossEntropy, 5); // float32 features
    const back = { features: Float32Array.from({ length: 240 }, (_, i) => features[(59 - Math.floor(i / 4)) * 4 + (i % 4)] as number), labels: labels.toReversed() };
    expect(probe(back, { features, labels }).crossEntropy).toBeCloseTo(here.crossEntropy, 8);
    // Control: another optimum is found for other samples.
    expect(probe({ features, labels: labels.map((l) => (l + 1) % 3) }, { features, labels }).crossEntropy).not.toBeCloseTo(here.crossEntropy, 1);
  });
});
