import { paramsSchema } from '@exitbench/core';
import { testMetric } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

testMetric(plugin);

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});
