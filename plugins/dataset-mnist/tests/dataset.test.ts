import { type Split, sha256 } from '@exitbench/core';
import { reachable, testDataset } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

const files = await reachable(plugin);

testDataset(plugin, files);

describe.skipIf(files.skip !== undefined)('MNIST, where its files can be had', () => {
  it('has the official test labels in their order', async () => {
    const { test } = await files.open();
    // The first ten of t10k-labels-idx1-ubyte, as every tutorial shows them.
    expect(Array.from(test.labels.slice(0, 10))).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  });

  it('has a mean pixel of 0.1307 and a deviation of 0.3081 over the official training part', async () => {
    // The constants with which PyTorch's MNIST example normalises.
    const { train, validation } = await files.open();
    const { mean, deviation } = unpadded(train, validation);
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(deviation).toBeCloseTo(0.3081, 4);
  });

  it('frames each image by two pixels of background, −1', async () => {
    const { test } = await files.open();
    const image = test.read([0])['image'] ?? [];
    const frame = Array.from(image).filter((_, i) => i < 64 || i >= 960 || i % 32 < 2 || i % 32 >= 30);
    expect(frame).toEqual(Array.from({ length: 240 }, () => -1));
    expect(Math.max(...image)).toBe(1);
  });

  it('keeps the classes in proportion in validation', async () => {
    const { validation } = await files.open();
    const official = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
    const counts = official.map((_, c) => validation.labels.filter((label) => label === c).length);
    // A twelfth of each class, to the nearest sample or its neighbour.
    expect(official.filter((n, c) => Math.abs(n / 12 - (counts[c] ?? 0)) > 1)).toEqual([]);
    expect(counts.reduce((a, b) => a + b)).toBe(5_000);
  });

  it('has the validation split that it always had', async () => {
    const { validation } = await files.open();
    expect(sha256(new Uint8Array((validation.read(Array.from({ length: 5_000 }, (_, i) => i))['image'] ?? new Float32Array(0)).buffer))).toBe('0c54afa50f8d7aeb4e56707f99f3a7707481f5f1d6f642411db41124b496fbea');
  });
});

/** Mean and deviation of pixels from 0 to 1, the frame left out. */
function unpadded(...splits: readonly Split[]): { readonly mean: number; readonly deviation: number } {
  let [n, sum, squares] = [0, 0, 0];
  for (const split of splits) {
    for (let start = 0; start < split.length; start += 5_000) {
      const image = split.read(Array.from({ length: 5_000 }, (_, i) => start + i))['image'] ?? [];
      for (let i = 0; i < image.length; i++) {
        const [y, x] = [Math.floor(i / 32) % 32, i % 32];
        if (y < 2 || y >= 30 || x < 2 || x >= 30) continue;
        const value = ((image[i] ?? 0) + 1) / 2;
        n++;
        sum += value;
        squares += value * value;
      }
    }
  }
  const mean = sum / n;
  return { mean, deviation: Math.sqrt(squares / n - mean * mean) };
}
