import type { CellView } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { classified } from '../src/index.ts';

const outputs = { samples: 1, width: 2, byExit: [Float32Array.of(1, 0)] };
const cell: CellView = {
  task: { kind: 'classification', classes: 2 }, exits: [{ name: 'classifier' }], costs: { base: 10, exits: [10] }, phases: [], budget: { macs: 1 },
  outputs: { validation: outputs, test: outputs }, labels: { validation: Int32Array.of(0), test: Int32Array.of(1) },
};

describe('classified', () => {
  it('gives outputs, labels, costs and names', () => {
    expect(classified(cell, 'metric-x')).toEqual({ exits: ['classifier'], costs: cell.costs, outputs: cell.outputs, labels: cell.labels });
  });

  it('refuses values, and cells without outputs or labels', () => {
    const values = { ...cell, labels: { validation: Float32Array.of(0), test: Float32Array.of(1) } };
    expect(() => classified(values, 'metric-x')).toThrow(expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining('Classes are needed') as string }));
    const { outputs: _, ...bare } = cell;
    expect(() => classified(bare, 'metric-x')).toThrow(expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining('Outputs and labels') as string }));
    expect(() => classified(undefined, 'metric-x')).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
