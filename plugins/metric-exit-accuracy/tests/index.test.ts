import { type CellView, type StoredOutputs } from '@exitbench/core';
import { testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

const outputs = (width: number, ...byExit: readonly (readonly number[])[]): StoredOutputs => ({
  samples: (byExit[0]?.length ?? 0) / width, width, byExit: byExit.map((v) => Float32Array.from(v)),
});
const cell = { exits: [{ name: 'block0' }, { name: 'classifier' }], costs: { base: 10, exits: [4, 11] }, phases: [], budget: { macs: 1 } };

testMetric(plugin);

describe('metric-exit-accuracy', () => {
  it('counts the samples whose largest logit is the label’s', () => {
    const classes: CellView = {
      ...cell, task: { kind: 'classification', classes: 2 },
      outputs: { test: outputs(2, [1, 0, 1, 0], [1, 0, 0, 1]), validation: outputs(2, [0, 1], [1, 0]) },
      labels: { test: Int32Array.of(0, 1), validation: Int32Array.of(0) },
    };
    expect(plugin.compute([classes], {})).toEqual({ quantity: 'accuracy', exits: ['block0', 'classifier'], test: [0.5, 1], validation: [0, 1] });
  });

  it('turns errors round', () => {
    const values: CellView = {
      ...cell, task: { kind: 'regression', range: [0, 5] },
      outputs: { test: outputs(1, [1, 5], [1, 2]), validation: outputs(1, [4], [0]) },
      labels: { test: Float32Array.of(1, 2), validation: Float32Array.of(1) },
    };
    // Errors 0 and 3: √4.5; none; 3; 1.
    expect(plugin.compute([values], {})).toEqual({ quantity: 'negative-rmse', exits: ['block0', 'classifier'], test: [-Math.sqrt(4.5), 0], validation: [-3, -1] });
  });
});
