import { type CellView, paramsSchema } from '@exitbench/core';
import { testMetric } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

// Everything that a metric owes: plain JSON that its schema accepts, nothing read that it does not declare, and what README.md must have.
testMetric(plugin);

// A change of parameters is a change of this file: `vitest run -u` writes it anew.
it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

// Numbers by hand: what conformance cannot know.
it('is the difference to the last exit', () => {
  const logits = (...byExit: readonly (readonly number[])[]) => ({ samples: 2, width: 2, byExit: byExit.map((v) => Float32Array.from(v)) });
  const cell: CellView = {
    task: { kind: 'classification', classes: 2 }, exits: [{ name: 'block0' }, { name: 'classifier' }], costs: { base: 10, exits: [4, 11] }, phases: [], budget: { macs: 1 },
    // On test the first exit is right once and the last twice; on validation the other way round.
    outputs: { test: logits([1, 0, 1, 0], [1, 0, 0, 1]), validation: logits([1, 0, 0, 1], [1, 0, 1, 0]) },
    labels: { test: Int32Array.of(0, 1), validation: Int32Array.of(0, 1) },
  };
  expect(plugin.compute([cell], { split: 'test' })).toEqual({ exits: ['block0', 'classifier'], losses: [0.5, 0] });
  expect(plugin.compute([cell], { split: 'validation' })).toEqual({ exits: ['block0', 'classifier'], losses: [-0.5, 0] });
});
