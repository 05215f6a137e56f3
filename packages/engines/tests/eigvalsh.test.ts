import { eigvalsh } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { type EngineId, readManifest, startEngine } from '../src/index.ts';

const native = readManifest();

/** Of the largest eigenvalue: float32 entries, and with the native solver float32 throughout, of at most 12 rows. */
const TOLERANCE = 2e-6;

interface Spectrum {
  readonly name: string;
  readonly rows: readonly (readonly number[])[];
  readonly ascending: readonly number[];
}

const SPECTRA: readonly Spectrum[] = [
  { name: 'a diagonal matrix', rows: [[3, 0, 0], [0, -1, 0], [0, 0, 2]], ascending: [-1, 2, 3] },
  // v vᵀ with v = (1, 2, 2, 4): |v|² = 25.
  { name: 'rank one', rows: [[1, 2, 2, 4], [2, 4, 4, 8], [2, 4, 4, 8], [4, 8, 8, 16]], ascending: [0, 0, 0, 25] },
  // 2 I + the matrix of ones.
  { name: 'a double eigenvalue', rows: [[3, 1, 1], [1, 3, 1], [1, 1, 3]], ascending: [2, 2, 5] },
  // Trace 4/3, determinant 1/12.
  { name: 'the Hilbert matrix of two rows', rows: [[1, 1 / 2], [1 / 2, 1 / 3]], ascending: [(4 - Math.sqrt(13)) / 6, (4 + Math.sqrt(13)) / 6] },
  // The second difference with fixed ends: 2 − 2 cos(k π / 13), k = 1 … 12.
  { name: 'the second difference', rows: secondDifference(12), ascending: Array.from({ length: 12 }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / 13)) },
  { name: 'a single entry', rows: [[-4]], ascending: [-4] },
];

describe.each([
  { engine: 'cpu', skip: false, reason: '' },
  { engine: 'wasm', skip: false, reason: '' },
  { engine: 'tensorflow', skip: 'reason' in native, reason: 'reason' in native ? ` (skipped: ${native.reason})` : '' },
] as const)('eigenvalues on $engine$reason', ({ engine, skip }) => {
  describe.skipIf(skip)('are those known of', () => {
    beforeAll(() => startEngine(engine satisfies EngineId));

    it.each(SPECTRA)('$name', async ({ rows, ascending }) => {
      expect(await largestError(rows, ascending)).toBeLessThan(TOLERANCE);
    });

    it('no other matrix: one entry off by a thousandth is seen', async () => {
      expect(await largestError([[3.001, 1, 1], [1, 3, 1], [1, 1, 3]], [2, 2, 5])).toBeGreaterThan(TOLERANCE);
    });
  });
});

// ---------------------------------------------------------------------------------------------------------------------

function secondDifference(n: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)));
}

async function largestError(rows: readonly (readonly number[])[], ascending: readonly number[]): Promise<number> {
  const x = tf.tensor2d(rows.map((row) => [...row]));
  const before = tf.memory().numTensors;
  const found = await eigvalsh(x);
  expect(tf.memory().numTensors).toBe(before);
  x.dispose();
  expect(found).toHaveLength(ascending.length);
  return Math.max(...ascending.map((value, i) => Math.abs((found[i] ?? Number.NaN) - value))) / Math.max(...ascending.map(Math.abs));
}
