import { randomStream, resolveSeed } from '@exitbench/core';
import { engineSubject } from '@exitbench/testkit';
import { beforeAll, describe, expect, it } from 'vitest';

import { squaredDistances } from '../src/distances.ts';

beforeAll(() => engineSubject('cpu').start());

const random = randomStream(resolveSeed(0), 'analysis', 'distances.test');
const [n, m] = [12, 4500]; // more features than one product takes
const cloud = Float32Array.from({ length: n * m }, () => 3 + random.normal());

describe('squared distances', () => {
  it('are those computed by hand', async () => {
    // (0, 0), (6, 0), (0, 3) around (2, 1): squares 5, 17 and 8, mean 10.
    const { scale, squares } = await squaredDistances(Float32Array.of(0, 0, 6, 0, 0, 3), 3, 2);
    expect(scale).toBeCloseTo(Math.sqrt(10), 12);
    expect([...squares]).toEqual([0, 3.6, 0.9, 3.6, 0, 4.5, 0.9, 4.5, 0].map((v) => expect.closeTo(v, 6)));
  });

  it('are those of float64, far from the origin too', async () => {
    const worst = async (points: Float32Array): Promise<number> => {
      const { scale, squares } = await squaredDistances(points, n, m);
      return Math.max(...squares.map((square, at) => Math.abs(square - plainSquare(points, Math.floor(at / n), at % n) / (scale * scale))));
    };
    expect(await worst(cloud)).toBeLessThan(1e-5); // sums of 2048 float32 products of numbers whose squares sum to 1
    const far = cloud.map((v) => v + 100);
    expect(await worst(far)).toBeLessThan(1e-5);
    // Control: in float32 without centring, points at 100 √m from the origin lose far more.
    const product = (i: number, j: number): number => far.subarray(i * m, (i + 1) * m).reduce((sum, v, k) => Math.fround(sum + v * (far[j * m + k] as number)), 0);
    const { scale } = await squaredDistances(far, n, m);
    expect(Math.abs(product(0, 0) + product(1, 1) - 2 * product(0, 1) - plainSquare(far, 0, 1)) / (scale * scale)).toBeGreaterThan(1e-3);
  });

  it('do not depend on the unit, nor on where the origin is', async () => {
    const one = (await squaredDistances(cloud, n, m)).squares;
    const moved = (await squaredDistances(cloud.map((v) => 4 * v - 16), n, m)).squares;
    expect([...moved]).toEqual([...one].map((v) => expect.closeTo(v, 5)));
  });

  it('have a mean of 2 n / (n − 1) over pairs, as lengths are 1 on average', async () => {
    const { squares } = await squaredDistances(cloud, n, m);
    expect(squares.reduce((a, b) => a + b, 0) / (n * (n - 1))).toBeCloseTo((2 * n) / (n - 1), 5);
  });

  it('are 0 for points that are the same, whatever rounding makes of their mean', async () => {
    expect(await squaredDistances(Float32Array.of(0.1, 0.3, 0.1, 0.3, 0.1, 0.3), 3, 2)).toEqual({ scale: 0, squares: new Float64Array(9) });
    expect((await squaredDistances(new Float32Array(6), 3, 2)).scale).toBe(0);
    expect((await squaredDistances(Float32Array.of(0.1, 0.3, 0.1, 0.3, 0.1, 0.3001), 3, 2)).scale).toBeGreaterThan(0);
  });

  it('are refused for what is not finite', async () => {
    await expect(squaredDistances(Float32Array.of(1, Number.NaN), 2, 1)).rejects.toMatchObject({ code: 'bad-argument', hint: expect.stringContaining('diverged') });
  });
});

// ---------------------------------------------------------------------------------------------------------------------

function plainSquare(points: Float32Array, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < m; k++) {
    const d = (points[i * m + k] as number) - (points[j * m + k] as number);
    sum += d * d;
  }
  return sum;
}
