import { known } from '@exitbench/core';
import { cellData, openCell } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';
import { type BlockFacts, SIGMAS, boundsOf, resultOf } from '../src/result.ts';

/** Two samples of each of two classes on a line: squares of their distances. */
const SQUARES = [0, 0.01, 4, 4, 0.01, 0, 4, 4, 4, 4, 0, 0.04, 4, 4, 0.04, 0];
const LABELS = Int32Array.of(0, 0, 1, 1);

/** −1/n Σ ln 1/n Σ exp(−d²/kσ²): k = 2 for the upper bound, 8 for the lower (Kolchinsky and Tracey, equations 10 and 11). */
function bound(squares: readonly (readonly number[])[], k: number, sigma: number): number {
  const n = squares.length;
  return -squares.reduce((sum, row) => sum + Math.log(row.reduce((s, d) => s + Math.exp(-d / (k * sigma * sigma)), 0) / n), 0) / n;
}

const ROWS = [0, 1, 2, 3].map((i) => SQUARES.slice(4 * i, 4 * i + 4));
const WITHIN = [[[0, 0.01], [0.01, 0]], [[0, 0.04], [0.04, 0]]];
const within = (k: number, sigma: number): number => WITHIN.reduce((sum, rows) => sum + bound(rows, k, sigma) / 2, 0);

describe('the bounds', () => {
  it('are at five sizes of noise, the upper with 2σ² and the lower with 8σ²', () => {
    expect(SIGMAS).toEqual([0.1, 0.25, 0.5, 1, 2]);
    const found = boundsOf(Float64Array.from(SQUARES), LABELS);
    found.forEach(({ upper, lower }, i) => {
      const sigma = known(SIGMAS[i], 'five');
      expect(upper.xz).toBeCloseTo(bound(ROWS, 2, sigma), 12);
      expect(lower.xz).toBeCloseTo(bound(ROWS, 8, sigma), 12);
      expect(upper.zy).toBeCloseTo(Math.min(Math.LN2, bound(ROWS, 2, sigma) - within(2, sigma)), 12);
      expect(lower.zy).toBeCloseTo(Math.min(Math.LN2, bound(ROWS, 8, sigma) - within(8, sigma)), 12);
      expect(upper.share.xz).toBeCloseTo(bound(ROWS, 2, sigma) / Math.log(4), 12);
      expect(upper.share.within).toBeCloseTo(within(2, sigma) / Math.LN2, 12);
    });
  });

  it('are saturated from 0.95 of the most that they can be', () => {
    // Two samples at a distance d of one class, σ 1: share = 1 − ln(1 + exp(−d²/2)) / ln 2, 0.95 at d²/2 = −ln(2^0.05 − 1).
    const edge = -2 * Math.log(2 ** 0.05 - 1);
    const at = (square: number) => known(boundsOf(Float64Array.of(0, square, square, 0), Int32Array.of(0, 0))[3], 'σ = 1').upper;
    expect(at(edge + 1e-6)).toMatchObject({ saturated: { xz: true, zy: true }, share: { xz: expect.closeTo(0.95, 6), within: expect.closeTo(0.95, 6) } });
    expect(at(edge - 1e-6).saturated).toEqual({ xz: false, zy: false });
  });
});

describe('the result', () => {
  const information = (from: number) => ({ xz: from, zy: from + 0.1, share: { xz: from + 0.2, within: from + 0.3 }, saturated: { xz: from > 5, zy: from > 6 } });
  const block = (name: string, from: number, converged: boolean): BlockFacts => ({
    block: name, scale: from, probed: { crossEntropy: from + 0.5, converged, iterations: 3 },
    bounds: SIGMAS.map((_, k) => ({ upper: information(from + k), lower: information(100 + from + k) })),
  });

  it('has every number at its block and noise', () => {
    const found = resultOf([block('a', 1, true), block('b', 3, false)], 8, 2) as { readonly [field: string]: unknown };
    const at = (first: number, second: number): unknown => Object.fromEntries(SIGMAS.map((sigma, k) => [String(sigma), [expect.closeTo(first + k, 12), expect.closeTo(second + k, 12)]]));
    const flags = (least: number): unknown => Object.fromEntries(SIGMAS.map((sigma, k) => [String(sigma), [1 + k > least, 3 + k > least]]));
    expect(found).toEqual({
      definition: 'reconstruction', split: 'test', n: 8, cap: Math.log(8), entropy: 2, blocks: ['a', 'b'], sigmas: SIGMAS, scale: [1, 3],
      xz: at(1, 3), zy: at(1.1, 3.1), share: { xz: at(1.2, 3.2), within: at(1.3, 3.3) }, lower: { xz: at(101, 103), zy: at(101.1, 103.1) },
      saturated: { xz: flags(5), zy: flags(6) }, probe: [0.5, -1.5], probeConverged: false,
    });
  });

  it('is of what the handle gives', async () => {
    const cell = openCell(await cellData('classification', 1, 0));
    const found = (await plugin.compute([cell], { samples: 2000, probeSamples: 2000, probeFeatures: 256 })) as unknown as {
      readonly n: number; readonly blocks: readonly string[]; readonly xz: { readonly [sigma: string]: readonly number[] };
    };
    const { test } = cell.handle.splits;
    const { taps } = await cell.handle.forward(await cell.handle.weights(), test, { taps: found.blocks });
    found.blocks.forEach((name, b) => {
      const z = known(taps[name], 'a block');
      const n = test.length;
      const m = z.length / n;
      const d2 = (i: number, j: number): number => Array.from({ length: m }, (_, k) => ((z[i * m + k] as number) - (z[j * m + k] as number)) ** 2).reduce((s, d) => s + d, 0);
      const rows = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => d2(i, j)));
      // Σ_ij ‖z_i − z_j‖² = 2 n Σ_i ‖z_i − z̄‖²: the mean square distance from the mean, without the mean.
      const unit = rows.flat().reduce((s, d) => s + d, 0) / (2 * n * n);
      expect(found.xz['0.5']?.[b]).toBeCloseTo(bound(rows.map((r) => r.map((d) => d / unit)), 2, 0.5), 4);
    });
  });
});
