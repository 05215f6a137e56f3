import { ExitbenchError, defineMetric } from '@exitbench/core';

const amount = { type: 'number', minimum: 0 } as const;

/** What training cost in multiply-accumulates, and how far that is from the budget. */
export const plugin = defineMetric({
  id: 'metric-training-cost',
  module: import.meta.url,
  revision: 1,
  title: 'training cost',
  description: 'Multiply-accumulates of training, phase by phase and in all, and their deviation from the budget that all regimes share.',
  citation: 'Kaplan et al., Scaling Laws for Neural Language Models, 2020, arXiv 2001.08361 (a training sample costs three forward passes)',
  params: {},
  scope: 'cell',
  needs: {},
  direction: 'lower',
  unit: 'MAC',
  label: 'training cost',
  shows: { kind: 'table', rows: 'phases.name', columns: 'phases.macs' },
  schema: {
    type: 'object',
    properties: {
      phases: {
        type: 'array',
        items: {
          type: 'object',
          properties: { name: { type: 'string' }, steps: { type: 'integer', minimum: 0 }, macs: amount },
          required: ['name', 'steps', 'macs'],
          additionalProperties: false,
        },
      },
      macs: amount,
      budget: amount,
      deviation: { type: 'number' },
    },
    required: ['phases', 'macs', 'budget', 'deviation'],
    additionalProperties: false,
  },
  compute([cell]) {
    if (cell === undefined) throw new ExitbenchError('bad-argument', 'One cell is needed.', { at: 'metric-training-cost' });
    const macs = cell.phases.reduce((sum, p) => sum + p.macs, 0);
    return {
      phases: cell.phases.map(({ name, steps, macs: spent }) => ({ name, steps, macs: spent })),
      macs,
      budget: cell.budget.macs,
      // In per cent of the budget: negative below it.
      deviation: (100 * (macs - cell.budget.macs)) / cell.budget.macs,
    };
  },
});
