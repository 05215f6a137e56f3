import { type DataFile, type PreparedFiles, type Split, paramsSchema } from '@exitbench/core';
import { reachable, testDataset } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

// The official archive is 170 MB: it is tried where it is, and not fetched for a test.
const copy = await reachable(plugin, { variant: 'jpeg-copy' });
const official = await reachable(plugin, { variant: 'official', local: true });

testDataset(plugin, official.skip === undefined ? official : copy);

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

it('says in every label which images they are: the official ones first, and the copy by name', () => {
  expect(Object.entries(plugin.variants).map(([name, { title }]) => [name, title.split(':')[0]])).toEqual([
    ['official', 'official binary version'], ['jpeg-copy', 'JPEG copy'],
  ]);
});

describe('prepare', () => {
  /** Where the files are, of a context that has everything. */
  async function prepared(variant: 'official' | 'jpeg-copy', unpacked: unknown[] = []): Promise<PreparedFiles> {
    return plugin.prepare({
      variant: plugin.variants[variant] ?? { title: 'none', files: [] },
      download: (file: DataFile) => Promise.resolve(`/cache/${file.name}`),
      extract: (archive, limits) => Promise.resolve((unpacked.push([archive, limits]), '/cache/unpacked')),
    });
  }

  it('unpacks the official archive, within limits that its nine entries keep', async () => {
    const unpacked: unknown[] = [];
    const files = await prepared('official', unpacked);
    expect(unpacked).toEqual([['/cache/cifar-10-binary.tar.gz', { files: 16, bytes: 200_000_000 }]]);
    expect(files['data_batch_3.bin']).toBe('/cache/unpacked/cifar-10-batches-bin/data_batch_3.bin');
  });

  it('takes the files of the copy as they are, under the same names', async () => {
    const unpacked: unknown[] = [];
    const files = await prepared('jpeg-copy', unpacked);
    expect(unpacked).toEqual([]);
    expect(files['test_batch.bin']).toBe('/cache/test_batch.bin');
    expect(Object.keys(files)).toEqual(Object.keys(await prepared('official')));
  });
});

describe.skipIf(copy.skip !== undefined)('CIFAR-10 (JPEG copy), where its files can be had', () => {
  it('has the labels of its files in their order', async () => {
    const { test } = await copy.open();
    // The first bytes of the first ten records of test_batch.bin.
    expect(Array.from(test.labels.slice(0, 10))).toEqual([9, 0, 9, 2, 7, 8, 6, 0, 6, 1]);
  });

  it('has 500 of each class in validation and 4,500 in train', async () => {
    const { train, validation } = await copy.open();
    const counts = ({ labels }: Split): readonly number[] => Array.from({ length: 10 }, (_, c) => labels.filter((label) => label === c).length);
    expect([counts(train), counts(validation)]).toEqual([Array(10).fill(4500), Array(10).fill(500)]);
  });

  it('is normalised to a mean of 0 and a deviation of 1 a channel: JPEG changes both by less than a hundredth', async () => {
    const { validation } = await copy.open();
    for (const { mean, deviation } of moments(validation)) {
      // 5,000 of 50,000 images: the mean brightness of an image deviates by about 0.5, so its mean by 0.007.
      expect(Math.abs(mean)).toBeLessThan(0.03);
      expect(Math.abs(deviation - 1)).toBeLessThan(0.03);
    }
  });
});

describe.skipIf(official.skip !== undefined)('CIFAR-10, where the official archive is', () => {
  it('has the official test labels in their order', async () => {
    const { test } = await official.open();
    // The first ten of test_batch: cat, ship, ship, airplane, frog, frog, automobile, frog, cat, automobile.
    expect(Array.from(test.labels.slice(0, 10))).toEqual([3, 8, 8, 0, 6, 6, 1, 6, 3, 1]);
  });
});

/** Mean and deviation of each channel. */
function moments(split: Split): readonly { readonly mean: number; readonly deviation: number }[] {
  const image = split.read(Array.from({ length: split.length }, (_, i) => i))['image'] ?? new Float32Array(0);
  const [sums, squares] = [[0, 0, 0], [0, 0, 0]];
  for (let i = 0; i < image.length; i++) {
    const value = image[i] ?? 0;
    sums[i % 3] = (sums[i % 3] ?? 0) + value;
    squares[i % 3] = (squares[i % 3] ?? 0) + value * value;
  }
  const count = image.length / 3;
  return sums.map((sum, c) => ({ mean: sum / count, deviation: Math.sqrt((squares[c] ?? 0) / count - (sum / count) ** 2) }));
}
