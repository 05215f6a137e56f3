import { paramsSchema } from '@exitbench/core';
import { testDataset } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

// Everything that a data set owes: sizes, labels, splits that share no sample, a fixed order, and what README.md must have.
testDataset(plugin, { open: () => plugin.open({}) });

// A change of parameters is a change of this file: `vitest run -u` writes it anew.
it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

// What conformance cannot know: that the samples are what they should be.
it('shows stripes as wide as two pixels, level where the label is 0', async () => {
  const { train } = await plugin.open({});
  const level = Array.from({ length: 200 }, (_, i) => 2 * i);
  const image = train.read(level)['image'] ?? new Float32Array(0);
  const rows = [0, 1, 2, 3].map((y) => level.reduce((sum, _, i) => sum + (image[(i * 16 + y) * 16] ?? 0), 0) / level.length);
  // Means of 200 pixels of ±1 with noise of standard deviation 2: right by ±0.57, four times 2/√200.
  expect(rows.map((mean) => Math.round(mean))).toEqual([1, 1, -1, -1]);
});
