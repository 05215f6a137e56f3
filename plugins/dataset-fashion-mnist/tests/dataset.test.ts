import { type Split, sha256 } from '@exitbench/core';
import { reachable, testDataset } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

const files = await reachable(plugin);

testDataset(plugin, files);

describe.skipIf(files.skip !== undefined)('Fashion-MNIST, where its files can be had', () => {
  it('has the official test labels in their order', async () => {
    const { test } = await files.open();
    // The first ten of t10k-labels-idx1-ubyte: ankle boot, pullover, two trousers, shirt, trouser, coat, shirt, sandal, sneaker.
    expect(Array.from(test.labels.slice(0, 10))).toEqual([9, 2, 1, 1, 6, 1, 4, 6, 5, 7]);
  });

  it('has a mean pixel of 0.2860 and a deviation of 0.3530 over the official training part', async () => {
    // The constants with which Fashion-MNIST is commonly normalised.
    const { train, validation } = await files.open();
    const { mean, deviation } = unpadded(train, validation);
    expect(mean).toBeCloseTo(0.286, 4);
    expect(deviation).toBeCloseTo(0.353, 4);
  });

  it('frames each image by two pixels of background, −1', async () => {
    const { test } = await files.open();
    const image = test.read([0])['image'] ?? [];
    const frame = Array.from(image).filter((_, i) => i < 64 || i >= 960 || i % 32 < 2 || i % 32 >= 30);
    expect(frame).toEqual(Array.from({ length: 240 }, () => -1));
  });

  it('has 500 of each class in validation', async () => {
    const { validation } = await files.open();
    expect(Array.from({ length: 10 }, (_, c) => validation.labels.filter((label) => label === c).length)).toEqual(Array.from({ length: 10 }, () => 500));
  });

  it('has the validation split that it always had', async () => {
    const { validation } = await files.open();
    expect(sha256(new Uint8Array((validation.read(Array.from({ length: 5_000 }, (_, i) => i))['image'] ?? new Float32Array(0)).buffer))).toBe('abef844f1d8bbeb23b12efced6557a90abf70a54c092641490dc6b180890c6bf');
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
