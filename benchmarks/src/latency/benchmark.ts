import { plugin as convnet } from '@exitbench/architecture-convnet';
import { plugin as resnet } from '@exitbench/architecture-resnet';
import { defineBenchmark, use } from '@exitbench/core';
import { plugin as fashionMnist } from '@exitbench/dataset-fashion-mnist';
import { plugin as syntheticDepth } from '@exitbench/dataset-synthetic-depth';
import { plugin as accuracyAtBudget } from '@exitbench/metric-accuracy-at-budget';
import { plugin as exitAccuracy } from '@exitbench/metric-exit-accuracy';
import { plugin as latency } from '@exitbench/metric-latency';
import { pooledHead } from '@exitbench/nn';
import { plugin as joint } from '@exitbench/regime-joint';
import { plugin as mixed } from '@exitbench/regime-mixed';

const NOTICE =
  'Small scale: one learning rate for all that nobody tuned, schedule and batch are the recipe’s, the losses of exits are summed, and networks are far from converged after 10 epochs of 5,000 images. Times are of the machine that the records name: they compare within a table, not between machines.';

/** A sum over six losses makes some networks diverge at the recipes' own rate of 0.05. */
const SUM_OF_LOSSES = { reduction: 'sum', optimiser: { kind: 'sgd', rate: 0.02, momentum: 0.9, decay: 5e-4, decayScope: 'all' } } as const;

/** The time that early exits save, beside the multiply-accumulates. */
export const benchmark = defineBenchmark({
  id: 'latency',
  title: 'How much time do early exits save?',
  question: 'At a threshold that costs no more than half a point of accuracy, how much faster is inference that stops at early exits than the plain backbone, one sample at a time and 128 together, and is it what multiply-accumulates promise?',
  datasets: [fashionMnist],
  architectures: [convnet, use(resnet, { depth: 14, width: 8 })],
  exits: [{ placement: 'dense', head: pooledHead }],
  regimes: [joint, mixed],
  metrics: [exitAccuracy, accuracyAtBudget, use(latency, { batch: 1, samples: 200, rounds: 5 }), use(latency, { batch: 128, samples: 1280, rounds: 5 })],
  seeds: [0, 1, 2],
  epochs: 10,
  data: { train: 5_000, validation: 1_000, test: 10_000 },
  recipe: SUM_OF_LOSSES,
  snapshots: [],
  notice: NOTICE,
  profiles: {
    latency: {},
    /** Shows that everything works, not how well. */
    'smoke-latency': {
      datasets: [syntheticDepth], architectures: [convnet, use(resnet, { depth: 8, width: 4 })], seeds: [0], epochs: 2,
      metrics: [exitAccuracy, use(latency, { batch: 1, samples: 60, rounds: 3, time: 1 }), use(latency, { batch: 16, rounds: 3, time: 1 })],
      data: { train: 400, validation: 100, test: 200 },
      // So small a batch makes enough steps for whole ones to meet the budget.
      recipe: { ...SUM_OF_LOSSES, batch: 5 },
      notice: 'Smoke test: two epochs of a computed data set. Its numbers mean nothing.',
    },
  },
});
