import { expect, it } from 'vitest';

import { canaryDataset } from '../src/index.ts';

it('throws when the test split is touched, and only then', async () => {
  const { train, validation, test } = await canaryDataset().dataset.open({});
  expect(test.length).toBe(32);
  expect(() => test.read([0])).toThrow('Training read samples of the test split.');
  expect(() => test.labels).toThrow('Training read labels of the test split.');
  expect([train.read([0, 1])['image']?.length, validation.read([5])['image']?.length]).toEqual([512, 256]);
});

it('counts reads of validation, over all openings', async () => {
  const canary = canaryDataset({ size: 8 });
  const first = await canary.dataset.open({});
  const second = await canary.dataset.open({});
  first.train.read([0]);
  expect(canary.validationReads()).toBe(0);
  first.validation.read([0]);
  second.validation.read([0, 1]);
  expect(canary.validationReads()).toBe(2);
  expect(canaryDataset().validationReads()).toBe(0);
});

it('has classes that can be told apart: the brightest quarter', async () => {
  const { train } = await canaryDataset({ size: 8 }).dataset.open({});
  const image = train.read(Array.from({ length: train.length }, (_, i) => i))['image'] ?? [];
  const brightest = Array.from({ length: train.length }, (_, i) => {
    const sums = [0, 0, 0, 0];
    for (let p = 0; p < 64; p++) {
      const quarter = 2 * Number(p >= 32) + Number(p % 8 >= 4);
      sums[quarter] = (sums[quarter] ?? 0) + (image[i * 64 + p] ?? 0);
    }
    return sums.indexOf(Math.max(...sums));
  });
  expect(brightest).toEqual(Array.from(train.labels));
});
