import { randomStream, resolveSeed } from '@exitbench/core';
import { engineSubject } from '@exitbench/testkit';
import { beforeAll, describe, expect, it } from 'vitest';

import { covarianceSpectrum } from '../src/spectrum.ts';
import { summarise } from '../src/summaries.ts';

beforeAll(() => engineSubject('cpu').start());

type RankOf = (values: Float32Array, n: number, m: number) => Promise<number>;

const rankOf: RankOf = async (values, n, m) => summarise(await covarianceSpectrum(values, n, m), 1e-3).rank;

describe('the spectrum of a covariance', () => {
  it('is that computed by hand: four points on two axes', async () => {
    // Squares 4 + 4 and 1 + 1, over n − 1 = 3.
    const spectrum = await covarianceSpectrum(Float32Array.of(2, 0, -2, 0, 0, 1, 0, -1), 4, 2);
    expect([...spectrum]).toEqual([expect.closeTo(8 / 3, 6), expect.closeTo(2 / 3, 6)]);
  });

  it('is that computed by hand where there are fewer points than features', async () => {
    // ± (1, 2, 2) around (10, 20, 30): 2 · 9 / (2 − 1) in one direction.
    const spectrum = await covarianceSpectrum(Float32Array.of(11, 22, 32, 9, 18, 28), 2, 3);
    expect([...spectrum]).toEqual([expect.closeTo(18, 5), expect.closeTo(0, 5)]);
  });

  it('has no negative entry, in descending order, and their sum is the variance of all features', async () => {
    const [n, m] = [20, 12];
    const values = lowRank(n, m, 3, 0);
    const spectrum = [...await covarianceSpectrum(values, n, m)];
    expect(spectrum).toHaveLength(12);
    expect(Math.min(...spectrum)).toBeGreaterThanOrEqual(0);
    expect(spectrum).toEqual(spectrum.toSorted((a, b) => b - a));
    const variance = Array.from({ length: m }, (_, j) => {
      const column = Array.from({ length: n }, (__, i) => values[i * m + j] as number);
      const mean = column.reduce((a, b) => a + b, 0) / n;
      return column.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / (n - 1);
    }).reduce((a, b) => a + b, 0);
    // float32 products: 1e-6 of the whole.
    expect(Math.abs(spectrum.reduce((a, b) => a + b, 0) / variance - 1)).toBeLessThan(3e-6);
  });

  it('is zero where all points are one', async () => {
    expect([...await covarianceSpectrum(Float32Array.of(0.1, 3, 0.1, 3, 0.1, 3), 3, 2)]).toEqual([0, 0]);
    const row = [0.1, 0.3, 0.7, 1.234, 5.5, 1 / 3];
    for (const n of [7, 40, 100]) {
      const same = Float32Array.from({ length: n * row.length }, (_, i) => row[i % row.length] as number);
      expect([...await covarianceSpectrum(same, n, row.length)]).toEqual([0, 0, 0, 0, 0, 0]);
      // What differs in its last bit, 6e-8 of 0.7, is the same; what differs by a thousandth is not.
      expect((await covarianceSpectrum(same.with(2, Math.fround(0.7 + 6e-8)), n, row.length)).every((v) => v === 0)).toBe(true);
      expect((await covarianceSpectrum(same.with(2, 0.701), n, row.length)).some((v) => v > 0)).toBe(true);
    }
  });

  it('is not computed of one point, or of what is no number', async () => {
    await expect(covarianceSpectrum(Float32Array.of(1, 2), 1, 2)).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(covarianceSpectrum(Float32Array.of(1, Number.NaN, 2, 3), 2, 2)).rejects.toMatchObject({ code: 'bad-argument', hint: expect.stringContaining('diverged') });
  });
});

describe('the numerical rank', () => {
  it('keeps all its properties', async () => {
    expect(await broken(rankOf)).toEqual([]);
  });

  // What a slip would make of it, and the property that notices.
  it.each<{ readonly slip: string; readonly mutant: RankOf; readonly notices: string }>([
    { slip: 'means stay in', mutant: async (v, n, m) => rankOfProduct(v, n, m, 1e-3), notices: 'shift' },
    { slip: 'a threshold without the largest eigenvalue', mutant: async (v, n, m) => (await covarianceSpectrum(v, n, m)).filter((l) => l > 1e-3).length, notices: 'scale' },
    { slip: 'the threshold on singular values of the data', mutant: async (v, n, m) => summarise(await covarianceSpectrum(v, n, m), 1e-6).rank, notices: 'threshold' },
    { slip: 'the root of the threshold', mutant: async (v, n, m) => summarise(await covarianceSpectrum(v, n, m), Math.sqrt(1e-3)).rank, notices: 'threshold' },
    { slip: 'standardised columns', mutant: async (v, n, m) => rankOf(standardised(v, n, m), n, m), notices: 'rotation' },
    { slip: 'every eigenvalue that is not zero', mutant: async (v, n, m) => (await covarianceSpectrum(v, n, m)).filter((l) => l > 0).length, notices: 'exact rank' },
    { slip: 'rows and columns exchanged', mutant: (v, n, m) => rankOf(transposed(v, n, m), m, n), notices: 'shift' },
    { slip: 'one too few', mutant: async (v, n, m) => (await rankOf(v, n, m)) - 1, notices: 'exact rank' },
  ])('$slip: noticed by $notices', async ({ mutant, notices }) => {
    expect(await broken(mutant)).toContain(notices);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** The properties that a rank does not have. */
async function broken(rank: RankOf): Promise<readonly string[]> {
  const found: string[] = [];
  const check = (name: string, holds: boolean): void => void (holds || found.push(name));
  // Five directions of like strength, and noise of 1e-6: whether there are more points or more features.
  check('exact rank', (await rank(lowRank(40, 24, 5, 1e-6), 40, 24)) === 5 && (await rank(lowRank(24, 40, 5, 1e-6), 24, 40)) === 5);
  // Eigenvalues are shares of the largest, in the ratio of squared distances.
  const [n, m] = [10, 5];
  const below = axes([1, 0.1, 0.01, 0.0009, 0.0001].map(Math.sqrt));
  check('threshold', (await rank(below, n, m)) === 3 && (await rank(axes([1, 0.1, 0.01, 0.0011, 0.0001].map(Math.sqrt)), n, m)) === 4);
  check('scale', (await rank(below.map((v) => v * 1e-6), n, m)) === 3 && (await rank(below.map((v) => v * 1e6), n, m)) === 3);
  check('shift', (await rank(below.map((v, i) => v + 3 + (i % m)), n, m)) === 3);
  check('rotation', (await rank(rotated(below, m), n, m)) === (await rank(below, n, m)));
  check('order', (await rank(Float32Array.from({ length: n * m }, (_, i) => below[(n - 1 - Math.floor(i / m)) * m + (i % m)] as number), n, m)) === 3);
  return found;
}

/** n × m values of r directions, and noise. */
function lowRank(n: number, m: number, r: number, noise: number): Float32Array {
  const random = randomStream(resolveSeed(1), 'analysis', `rank ${n} ${m}`);
  const [left, right] = [n * r, r * m].map((length) => Float64Array.from({ length }, () => random.normal())) as [Float64Array, Float64Array];
  return Float32Array.from({ length: n * m }, (_, at) => {
    const [i, j] = [Math.floor(at / m), at % m];
    return Array.from({ length: r }, (__, k) => (left[i * r + k] as number) * (right[k * m + j] as number)).reduce((a, b) => a + b, 0) + noise * random.normal();
  });
}

/** Two points on each axis, at plus and minus these distances. */
function axes(distances: readonly number[]): Float32Array {
  const m = distances.length;
  return Float32Array.from({ length: 2 * m * m }, (_, at) => {
    const [i, j] = [Math.floor(at / m), at % m];
    return Math.floor(i / 2) === j ? (i % 2 === 0 ? 1 : -1) * (distances[j] as number) : 0;
  });
}

/** Rows turned by the reflection I − 2 u uᵀ, u the unit vector along (1, …, 1). */
function rotated(values: Float32Array, m: number): Float32Array {
  return values.map((v, at) => {
    const row = values.subarray(at - (at % m), at - (at % m) + m);
    return v - (2 / m) * row.reduce((a, b) => a + b, 0);
  });
}

function transposed(values: Float32Array, n: number, m: number): Float32Array {
  return values.map((_, at) => values[(at % n) * m + Math.floor(at / n)] as number);
}

function standardised(values: Float32Array, n: number, m: number): Float32Array {
  const deviation = (j: number): number => {
    const column = Array.from({ length: n }, (_, i) => values[i * m + j] as number);
    const mean = column.reduce((a, b) => a + b, 0) / n;
    return Math.sqrt(column.reduce((sum, v) => sum + (v - mean) * (v - mean), 0));
  };
  const deviations = Array.from({ length: m }, (_, j) => deviation(j));
  return values.map((v, at) => v / (deviations[at % m] as number));
}

/** As if the means were part of the directions: points and their mirror images have mean 0. */
function rankOfProduct(values: Float32Array, n: number, m: number, threshold: number): Promise<number> {
  const mirrored = Float32Array.from({ length: 2 * n * m }, (_, at) => (at < n * m ? (values[at] as number) : -(values[at - n * m] as number)));
  return covarianceSpectrum(mirrored, 2 * n, m).then((spectrum) => summarise(spectrum, threshold).rank);
}
