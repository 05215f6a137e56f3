import { type CellView, paramsSchema } from '@exitbench/core';
import { testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

// Everything that a metric owes: plain JSON that its schema accepts, nothing read that it does not declare, and what README.md must have.
testMetric(plugin);

// A change of parameters is a change of this file: `vitest run -u` writes it anew.
it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

/** Two samples of two classes, by exit; the label of both is 0. */
function cell(label: string, role: 'ranked' | 'control', exits: readonly string[], ...byExit: readonly (readonly number[])[]): CellView {
  const outputs = { samples: 2, width: 2, byExit: byExit.map((v) => Float32Array.from(v)) };
  const labels = Int32Array.of(0, 0);
  return {
    task: { kind: 'classification', classes: 2 }, exits: exits.map((name) => ({ name })), costs: { base: 10, exits: exits.map((_, i) => 4 + i) }, phases: [], budget: { macs: 1 },
    arm: { label, regime: label, params: {}, role, order: 0 }, outputs: { test: outputs, validation: outputs }, labels: { test: labels, validation: labels },
  };
}

describe('two networks', () => {
  const [right, wrong] = [[1, 0], [0, 1]] as const;
  const joint = cell('joint', 'ranked', ['block0', 'classifier'], [...right, ...right], [...right, ...right]);
  const mixed = cell('mixed', 'ranked', ['block0', 'classifier'], [...wrong, ...wrong], [...wrong, ...right]);
  const alone = cell('backbone alone', 'ranked', ['classifier'], [...wrong, ...wrong]);
  const control = cell('control', 'control', ['block0', 'classifier'], [...wrong, ...wrong], [...wrong, ...wrong]);

  it('are compared by the samples that one alone gets right', () => {
    // Two of two for the first: P = 2 · ¼, mid-p ½ − ¼. One of one: mid-p 1 − ½.
    expect(plugin.compute([mixed, joint, control], { split: 'test' })).toEqual({
      samples: 2, pairs: ['joint – mixed'], exits: ['block0', 'classifier'], onlyFirst: { block0: [2], classifier: [1] }, onlySecond: { block0: [0], classifier: [0] },
      midP: { block0: [expect.closeTo(0.25, 12)], classifier: [expect.closeTo(0.5, 12)] }, last: { 'the first alone': [1], 'the second alone': [0] },
    });
  });

  it('are compared on the samples of the split that is asked for, with its labels', () => {
    const on = (label: string, test: readonly number[], validation: readonly number[]): CellView => ({
      ...cell(label, 'ranked', ['classifier'], test),
      outputs: { test: { samples: 2, width: 2, byExit: [Float32Array.from(test)] }, validation: { samples: 3, width: 2, byExit: [Float32Array.from(validation)] } },
      labels: { test: Int32Array.of(0, 0), validation: Int32Array.of(1, 1, 1) },
    });
    // Test, label 0: the first alone gets both right. Validation, label 1: the second alone gets two of three, and both get the last.
    const [a, b] = [on('a', [...right, ...right], [...right, ...right, ...wrong]), on('b', [...wrong, ...wrong], [...wrong, ...wrong, ...wrong])];
    expect(plugin.compute([a, b], { split: 'test' })).toMatchObject({ samples: 2, onlyFirst: { classifier: [2] }, onlySecond: { classifier: [0] } });
    expect(plugin.compute([a, b], { split: 'validation' })).toMatchObject({ samples: 3, onlyFirst: { classifier: [0] }, onlySecond: { classifier: [2] }, last: { 'the second alone': [2] } });
  });

  it('have nothing at an exit that only one has', () => {
    expect(plugin.compute([joint, alone], { split: 'test' })).toMatchObject({ pairs: ['backbone alone – joint'], onlySecond: { block0: [null], classifier: [2] }, midP: { block0: [null] } });
  });

  it('must have the same samples', () => {
    const other = { ...mixed, outputs: { test: { samples: 1, width: 2, byExit: [Float32Array.of(1, 0), Float32Array.of(1, 0)] }, validation: { samples: 1, width: 2, byExit: [] } }, labels: { test: Int32Array.of(0), validation: Int32Array.of(0) } };
    expect(() => plugin.compute([joint, other], { split: 'test' })).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
