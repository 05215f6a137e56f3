import { type CellView, ExitbenchError, type Json, defineMetric, oneOf } from '@exitbench/core';
import { budgetTable } from '@exitbench/exits';

import { curveOf } from './curveOf.ts';
import { schema } from './schema.ts';

/** Accuracy when the mean inference cost may not exceed a share of the plain backbone's. */
export const plugin = defineMetric({
  id: 'metric-accuracy-at-budget',
  module: import.meta.url,
  revision: 1,
  title: 'accuracy at inference budgets',
  description: 'Accuracy when samples leave at the first confident exit and the mean cost may be 25, 50, 75 or 100 % of the plain backbone, or anything.',
  citation: 'Kubaty et al., How to Train Your Multi-Exit Model? Analyzing the Impact of Training Strategies, ICML 2025, arXiv 2407.14320',
  params: {
    mode: oneOf(['val', 'paper'], {
      default: 'val',
      description: '`val` chooses thresholds on validation; `paper` gives the test curve alone, for tables that are read off its mean over seeds.',
    }),
    fallback: oneOf(['final', 'most-confident'], {
      default: 'final',
      description: 'Whose answer a sample gets that no exit is confident about: the last exit’s, or the most confident one’s.',
    }),
  },
  scope: 'cell',
  needs: { outputs: true, labels: true },
  direction: 'higher',
  unit: 'share of samples',
  label: 'accuracy at budget',
  shows: { kind: 'curve', x: 'curve.cost', y: 'curve.score' },
  schema,
  compute([cell], { mode, fallback }) {
    const { outputs, labels, costs } = needed(cell);
    const classes = cell?.task.kind === 'classification';
    const curve = (part: 'validation' | 'test'): ReturnType<typeof curveOf> => curveOf(outputs[part], labels[part], costs, fallback);
    const test = curve('test');
    // An error is turned round, so that higher is better in every task.
    const higher = (score: number): number => (classes || score === 0 ? score : -score);
    const rows = mode === 'val' ? budgetTable({ mode, validation: curve('validation'), test }, costs.base) : null;
    return {
      mode,
      quantity: classes ? 'accuracy' : 'negative-rmse',
      policy: classes ? 'max-confidence' : 'static',
      fallback: classes ? fallback : null,
      base: costs.base,
      levels: rows?.map(({ level, setting, score, cost }) => ({ level, threshold: setting, score: score === null ? null : higher(score), cost })) ?? null,
      curve: {
        split: 'test',
        threshold: test.map((p) => p.setting),
        cost: test.map((p) => p.cost),
        score: test.map((p) => higher(p.score)),
        shares: test.map((p) => p.shares),
      },
    } satisfies Json;
  },
});

// ---------------------------------------------------------------------------------------------------------------------

function needed(cell: CellView | undefined): Required<Pick<CellView, 'outputs' | 'labels' | 'costs'>> {
  if (cell?.outputs === undefined || cell.labels === undefined) {
    throw new ExitbenchError('bad-argument', 'Outputs and labels of one cell are needed.', { at: 'metric-accuracy-at-budget' });
  }
  return { outputs: cell.outputs, labels: cell.labels, costs: cell.costs };
}
