import { describe, expect, it } from 'vitest';

import { entropyOf, information } from '../src/information.ts';

/** Squared distances of points on a line. */
function line(...points: readonly number[]): Float64Array {
  return Float64Array.from(points.flatMap((a) => points.map((b) => (a - b) * (a - b))));
}

/** Mean of f(z) over N(mean, 1), by Simpson's rule on ± 12. */
function gaussianMean(mean: number, f: (z: number) => number): number {
  return simpson(mean - 12, mean + 12, (z) => density(z - mean) * f(z));
}

function simpson(from: number, to: number, f: (x: number) => number, steps = 1000): number {
  const h = (to - from) / steps;
  let sum = f(from) + f(to);
  for (let i = 1; i < steps; i++) sum += f(from + i * h) * (i % 2 === 1 ? 4 : 2);
  return (sum * h) / 3;
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** The information of two equally probable points at a distance of d with noise 1: ln 2 less the mean entropy of which one it was. */
function exactOfTwo(d: number): number {
  return gaussianMean(0, (z) => -Math.log(0.5 + 0.5 * Math.exp(-((z - d) * (z - d) - z * z) / 2)));
}

type Estimate = (squares: Float64Array, labels: Int32Array, sigma: number) => { readonly xz: number };
/** Upper and lower bound hold the exact value between them, and differ. */
const encloses = (upper: Estimate, lower: Estimate, d: number): boolean => {
  const [high, low] = [upper(line(0, d), Int32Array.of(0, 1), 1).xz, lower(line(0, d), Int32Array.of(0, 1), 1).xz];
  return low < exactOfTwo(d) && exactOfTwo(d) < high;
};
const lowerBound: Estimate = (squares, labels, sigma) => information(squares, labels, 2 * sigma);

describe('information from pairwise distances', () => {
  it('is 0 of points that are the same', () => {
    expect(information(line(3, 3, 3, 3), Int32Array.of(0, 0, 1, 1), 0.1)).toEqual({ xz: 0, zy: 0, share: { xz: 0, within: 0 }, saturated: { xz: false, zy: false } });
    expect(information(line(3, 3, 3, 4), Int32Array.of(0, 0, 1, 1), 0.1).xz).toBeGreaterThan(0.5);
  });

  it('is ln n of n points far apart, with all of H(Y), and says that it is saturated', () => {
    const found = information(line(0, 100, 200, 300), Int32Array.of(0, 0, 1, 1), 1);
    expect(found).toEqual({ xz: expect.closeTo(Math.log(4), 12), zy: expect.closeTo(Math.LN2, 12), share: { xz: expect.closeTo(1, 12), within: expect.closeTo(1, 12) }, saturated: { xz: true, zy: true } });
    expect(information(line(0, 1, 2, 3), Int32Array.of(0, 0, 1, 1), 1)).toMatchObject({ xz: expect.toSatisfy((v: number) => v < 1), saturated: { xz: false, zy: false } });
  });

  it('is that computed by hand: points at 0, 0 and 1', () => {
    // Sums over 3 of (2 + e, 2 + e, 1 + 2e) / 3 with e = exp(−½); within classes (2, 2) / 2 and 1 / 1.
    const e = Math.exp(-0.5);
    const xz = -(2 * Math.log((2 + e) / 3) + Math.log((1 + 2 * e) / 3)) / 3;
    expect(information(line(0, 0, 1), Int32Array.of(0, 0, 1), 1)).toMatchObject({ xz: expect.closeTo(xz, 14), zy: expect.closeTo(xz, 14) });
  });

  it('is that computed by hand where classes are of different sizes', () => {
    // Points 0, 1 and 2 of one class, 3 of another; σ = 1: near by exp(−½), exp(−2), exp(−9/2) at distances of 1, 2, 3.
    const [a, b, c] = [Math.exp(-0.5), Math.exp(-2), Math.exp(-4.5)];
    const xz = -(2 * Math.log((1 + a + b + c) / 4) + 2 * Math.log((1 + 2 * a + b) / 4)) / 4;
    // The class of one has nothing within; the sums of the other are over three.
    const within = -(2 * Math.log((1 + a + b) / 3) + Math.log((1 + 2 * a) / 3)) / 4;
    const found = information(line(0, 1, 2, 3), Int32Array.of(0, 0, 0, 1), 1);
    expect(found.xz).toBeCloseTo(xz, 14);
    expect(found.zy).toBeCloseTo(xz - within, 14);
    expect(xz - within).toBeLessThan(0.25 * Math.log(4) + 0.75 * Math.log(4 / 3)); // H(Y) does not cut it
    // Three of four points can tell which of three they are.
    expect(found.share.within).toBeCloseTo(within / (0.75 * Math.log(3)), 14);
    // Two points for each class on average would make it another number.
    expect(Math.abs(within + (2 * Math.log((1 + a + b) / 2) + Math.log((1 + 2 * a) / 2) + Math.log(1 / 2)) / 4)).toBeGreaterThan(0.1);
  });

  it.each([0.3, 1, 2, 4])('has the exact value of two points at a distance of %d between its bounds, by numeric integration', (d) => {
    expect(encloses(information, lowerBound, d)).toBe(true);
    // Controls: the bounds the wrong way round; 4σ² in both, which is that of neither.
    expect(encloses(lowerBound, information, d)).toBe(false);
    const between: Estimate = (squares, labels, sigma) => information(squares, labels, Math.SQRT2 * sigma);
    expect(encloses(between, between, d)).toBe(false);
  });

  it.each([0.5, 1, 3])('is that of two Gaussian classes at ± %d by numeric integration', (mean) => {
    // Midpoints of equal shares of N(± mean, 1) in place of samples; noise 0.7.
    const [sigma, n] = [0.7, 400];
    const cloud = Array.from({ length: n }, (_, i) => quantile((i + 0.5) / n));
    const points = [...cloud.map((z) => z - mean), ...cloud.map((z) => z + mean)];
    const labels = Int32Array.from(points, (_, i) => Number(i >= n));
    const expected = ofGaussians(mean, sigma);
    const found = information(line(...points), labels, sigma);
    expect(found.xz).toBeCloseTo(expected.xz, 2); // 800 points stand for all: their tails end at ± 3
    expect(found.zy).toBeCloseTo(expected.zy, 2);
    // Control: the conditional term among all points of a sample instead of those of its class.
    expect(information(line(...points), Int32Array.from(points, (_, i) => i % 2), sigma).zy).not.toBeCloseTo(expected.zy, 2);
  });

  it('has a lower bound that is not above the upper one, and no more of the class than H(Y)', () => {
    const labels = Int32Array.of(0, 0, 0, 1, 2, 2);
    const squares = line(0, 0.1, 3, 0.2, 7, 7.5);
    const found = [0.1, 0.25, 0.5, 1, 2].map((sigma) => [information(squares, labels, sigma), information(squares, labels, 2 * sigma)] as const);
    expect(found.every(([upper, lower]) => lower.xz <= upper.xz)).toBe(true);
    expect(found.every(([upper, lower]) => lower.xz === upper.xz)).toBe(false);
    expect(found.flat().every(({ zy }) => zy >= 0 && zy <= entropyOf(labels))).toBe(true);
    // Control: with another bound inside than outside it would be above.
    const [groups, halves] = [line(0, 1, 2, 20, 21, 22), Int32Array.of(0, 0, 0, 1, 1, 1)];
    const [outside, inside] = [information(groups, halves, 0.5), information(groups, halves, 1)];
    expect(outside.zy).toBeLessThanOrEqual(Math.LN2);
    expect(outside.xz - (inside.xz - inside.zy)).toBeGreaterThan(Math.LN2 + 0.1);
  });

  it('knows the entropy of classes', () => {
    expect(entropyOf(Int32Array.of(0, 1, 1, 1))).toBeCloseTo(0.25 * Math.log(4) + 0.75 * Math.log(4 / 3), 14);
    expect(entropyOf(Int32Array.of(5, 5))).toBe(0);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** The estimate of infinitely many points of ½ N(−mean, 1) + ½ N(mean, 1): −E ln E′ exp(−(z − z′)² / 2σ²), the same within a class, and the difference. */
function ofGaussians(mean: number, sigma: number): { readonly xz: number; readonly zy: number } {
  const near = (z: number, centre: number): number => gaussianMean(centre, (other) => Math.exp((-(z - other) * (z - other)) / (2 * sigma * sigma)));
  const simpsonOf = (f: (z: number) => number): number => simpson(-8, 8, (u) => density(u) * f(u + mean), 200); // classes are mirror images
  const xz = -simpsonOf((z) => Math.log((near(z, mean) + near(z, -mean)) / 2));
  return { xz, zy: xz + simpsonOf((z) => Math.log(near(z, mean))) };
}

/** Of the standard normal distribution, by bisection of Simpson's integral of its density. */
function quantile(share: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (0.5 + simpson(0, middle, density, 100) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
