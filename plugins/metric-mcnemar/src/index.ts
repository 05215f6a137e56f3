import { type Json, defineMetric, oneOf } from '@exitbench/core';
import { classified } from '@exitbench/exits';

import { comparedPairs } from './comparedPairs.ts';
import { schema } from './schema.ts';

/** Two trained networks on the same samples: which of them is right alone, and how surely that is no chance. */
export const plugin = defineMetric({
  id: 'metric-mcnemar',
  module: import.meta.url,
  revision: 1,
  title: 'McNemar’s test',
  description: 'Of every two ranked regimes of one seed, at each exit: how many samples one network alone gets right, and McNemar’s mid-p value. It speaks of these two networks, not of the regimes that made them: another seed gives other networks.',
  citation: 'McNemar, Note on the sampling error of the difference between correlated proportions or percentages, Psychometrika 12, 1947; mid-p after Fagerland, Lydersen and Laake, BMC Medical Research Methodology 13:91, 2013',
  params: {
    split: oneOf(['test', 'validation'], { default: 'test', description: 'The samples that are counted.' }),
  },
  scope: { over: 'regime' },
  needs: { outputs: true, labels: true },
  serves: ['classification'],
  direction: 'none',
  unit: 'p',
  label: 'mid-p',
  shows: [
    { kind: 'table', rows: 'pairs', columns: 'midP', title: 'McNemar’s mid-p of two networks at each exit' },
    { kind: 'table', rows: 'pairs', columns: 'last', title: 'samples that one of two networks alone gets right, at the last exit', unit: 'samples' },
  ],
  schema,
  compute(cells, { split }) {
    const ranked = cells.flatMap((cell) => (cell.arm?.role === 'control' ? [] : [{ label: cell.arm?.label ?? '', cell: classified(cell, 'metric-mcnemar') }]));
    return comparedPairs(ranked.map(({ label, cell }) => ({ label, exits: cell.exits, outputs: cell.outputs[split], labels: cell.labels[split] }))) as unknown as Json;
  },
});
