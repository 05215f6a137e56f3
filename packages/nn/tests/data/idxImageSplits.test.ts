import { expect, it } from 'vitest';

import { idxImageSplits } from '../../src/index.ts';

const HALVES = Float32Array.from({ length: 256 }, (_, b) => b / 2);

/** Images of 1 × 1 pixel: four for training, of classes 0 0 1 1, two for test. */
const FILES: Readonly<Record<string, readonly number[]>> = {
  a: [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 1, 10, 20, 30, 40],
  b: [0, 0, 8, 1, 0, 0, 0, 4, 0, 0, 1, 1],
  c: [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 50, 60],
  d: [0, 0, 8, 1, 0, 0, 0, 2, 1, 0],
};
const images = (files = FILES): Parameters<typeof idxImageSplits>[0] => ({
  port: 'image', height: 1, width: 1, background: 0, table: HALVES, train: { images: 'a', labels: 'b' }, test: { images: 'c', labels: 'd' },
  validation: 2, stream: 'test/validation', read: (name) => Promise.resolve({ bytes: Uint8Array.from(files[name] ?? []), at: name }),
});

it('takes validation from training, each class in proportion, and nothing from test', async () => {
  const { train, validation, test } = await idxImageSplits(images());
  expect([Array.from(train.labels), Array.from(validation.labels), Array.from(test.labels)]).toEqual([[0, 1], [0, 1], [1, 0]]);
  const read = [train, validation].flatMap((split) => Array.from(split.read([0, 1])['image'] ?? []));
  expect(read.toSorted((x, y) => x - y)).toEqual([5, 10, 15, 20]);
  expect(test.read([0, 1])).toEqual({ image: Float32Array.of(25, 30) });
});

it('chooses the same samples each time, and may choose others of another stream', async () => {
  const chosen = async (stream: string): Promise<string> => JSON.stringify((await idxImageSplits({ ...images(), stream })).validation.read([0, 1]));
  expect(await chosen('x')).toBe(await chosen('x'));
  const all = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(chosen));
  expect(new Set(all).size).toBeGreaterThan(1);
});

it('names the file that is not what it should be', async () => {
  await expect(idxImageSplits(images({ ...FILES, d: [0, 0, 8, 1, 0, 0, 0, 9, 1] }))).rejects.toMatchObject({ code: 'bad-data', at: 'd' });
});
