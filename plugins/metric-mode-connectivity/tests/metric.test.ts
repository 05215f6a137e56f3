import { paramsSchema } from '@exitbench/core';
import { testMetric } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

// Blocks one by one are in another test: they would be most of the time.
testMetric(plugin, { params: { steps: 2, plane: 2, images: 60, testImages: 60, layers: false, paths: true } });

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});
