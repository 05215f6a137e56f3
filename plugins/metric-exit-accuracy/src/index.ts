import { ExitbenchError, defineMetric } from '@exitbench/core';
import { scoreByExit } from '@exitbench/exits';

const scores = { type: 'array', items: { type: 'number' }, minItems: 1 } as const;

/** Accuracy of every exit as if all samples left there. */
export const plugin = defineMetric({
  id: 'metric-exit-accuracy',
  module: import.meta.url,
  revision: 1,
  title: 'accuracy of each exit',
  description: 'The share of samples that each exit gets right on its own, on test and on validation; in regression minus the root mean squared error.',
  citation: 'Teerapittayanon et al., BranchyNet, 2016, arXiv 1709.01686',
  params: {},
  scope: 'cell',
  needs: { outputs: true, labels: true },
  direction: 'higher',
  unit: 'share of samples',
  label: 'accuracy of each exit',
  shows: { kind: 'depth-curve', pieces: 'exits', values: 'test' },
  schema: {
    type: 'object',
    properties: {
      quantity: { enum: ['accuracy', 'negative-rmse'] },
      exits: { type: 'array', items: { type: 'string' }, minItems: 1 },
      test: scores,
      validation: scores,
    },
    required: ['quantity', 'exits', 'test', 'validation'],
    additionalProperties: false,
  },
  compute([cell]) {
    if (cell?.outputs === undefined || cell.labels === undefined) {
      throw new ExitbenchError('bad-argument', 'Outputs and labels of one cell are needed.', { at: 'metric-exit-accuracy' });
    }
    const { task, exits, outputs, labels } = cell;
    // An error is turned round, so that higher is better in every task.
    const higher = (score: number): number => (task.kind === 'classification' || score === 0 ? score : -score);
    return {
      quantity: task.kind === 'classification' ? 'accuracy' : 'negative-rmse',
      exits: exits.map((e) => e.name),
      test: scoreByExit(outputs.test, labels.test).map(higher),
      validation: scoreByExit(outputs.validation, labels.validation).map(higher),
    };
  },
});
