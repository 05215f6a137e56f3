import { testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

const cell = {
  task: { kind: 'classification', classes: 2 }, exits: [], costs: { base: 1, exits: [] }, budget: { macs: 2000 },
  phases: [{ name: 'backbone', steps: 10, macs: 1000, snapshots: [] }, { name: 'heads', steps: 20, macs: 980, snapshots: [0, 1] }],
} as const;

testMetric(plugin);

describe('metric-training-cost', () => {
  it('adds up the phases and compares with the budget', () => {
    expect(plugin.compute([cell], {})).toEqual({
      phases: [{ name: 'backbone', steps: 10, macs: 1000 }, { name: 'heads', steps: 20, macs: 980 }], macs: 1980, budget: 2000, deviation: -1,
    });
  });

  it('is positive above the budget', () => {
    expect(plugin.compute([{ ...cell, budget: { macs: 1600 } }], {})).toMatchObject({ deviation: 23.75 });
  });
});
