import { plugin as convnet } from '@exitbench/architecture-convnet';
import { defineBenchmark, use } from '@exitbench/core';
import { plugin as fashionMnist } from '@exitbench/dataset-fashion-mnist';
import { plugin as syntheticDepth } from '@exitbench/dataset-synthetic-depth';
import { plugin as accuracyAtBudget } from '@exitbench/metric-accuracy-at-budget';
import { plugin as exitAccuracy } from '@exitbench/metric-exit-accuracy';
import { plugin as trainingCost } from '@exitbench/metric-training-cost';
import { pooledHead } from '@exitbench/nn';
import { plugin as joint } from '@exitbench/regime-joint';
import { plugin as mixed } from '@exitbench/regime-mixed';

const NOTICE =
  'Small scale: learning rates are tuned for each regime and budget on validation, by three trials of one seed; schedule and batch are the same for all, and the losses of exits are summed. The backbone alone has one exit, its classifier.';

/** The shares of the budget that the backbone gets alone: none, a quarter, half, three quarters, all of it. */
const SHARES = [joint, use(mixed, { share: 0.25 }), mixed, use(mixed, { share: 0.75 }), use(mixed, { share: 1 })];

/** How long the backbone should be trained alone, for budgets of several lengths. */
export const benchmark = defineBenchmark({
  id: 'convergence',
  title: 'How long should the backbone be trained alone?',
  question:
    'Which share of the training budget should the backbone get alone before its exits are trained with it, and how does the answer change with the length of training?',
  datasets: [fashionMnist],
  architectures: [convnet],
  exits: [{ placement: 'dense', head: pooledHead }],
  regimes: SHARES,
  metrics: [exitAccuracy, accuracyAtBudget, trainingCost],
  seeds: [0, 1, 2, 3, 4],
  epochs: [10, 20, 40],
  data: { train: 5_000, validation: 1_000, test: 10_000 },
  tune: { lr: [0.02, 0.05, 0.1] },
  recipe: { reduction: 'sum' },
  snapshots: [],
  notice: NOTICE,
  profiles: {
    /** Hours on two cores; what is done is kept. */
    convergence: {},
    /** Shows that everything works, not how well. */
    'smoke-convergence': {
      datasets: [syntheticDepth], seeds: [0, 1], epochs: [1, 2], data: { train: 400, validation: 100, test: 200 }, tune: { lr: [0.005, 0.02] },
      // So small a batch makes enough steps for whole ones to meet the budget.
      recipe: { reduction: 'sum', batch: 5 },
      notice: 'Smoke test: two epochs of a computed data set. Its numbers mean nothing.',
    },
  },
});
