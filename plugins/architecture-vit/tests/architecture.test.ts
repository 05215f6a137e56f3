import { parameterCount, paramsSchema, resolveParams } from '@exitbench/core';
import { testArchitecture } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

// Everything that an architecture owes: shapes, costs, named weights, no hidden randomness, and what README.md must have.
testArchitecture(plugin);

// A change of parameters is a change of this file: `vitest run -u` writes it anew.
it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

// Numbers by hand, or from the paper: what conformance cannot know.
it('has as many weights as its layers', () => {
  const { blocks, classifier } = plugin.build({
    input: [{ name: 'image', shape: [16, 16, 1], dtype: 'float32' }], task: { kind: 'classification', classes: 4 }, params: resolveParams(plugin.params, {}, 'params'),
  });
  // Kernels of 3 × 3 from 1, 8 and 8 to 8 channels; then 8 to 4 with 4 biases.
  expect(parameterCount([...blocks, classifier])).toBe(9 * 8 * (1 + 8 + 8) + 8 * 4 + 4);
});
