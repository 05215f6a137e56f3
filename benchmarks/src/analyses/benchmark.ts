import { plugin as convnet } from '@exitbench/architecture-convnet';
import { plugin as resnet } from '@exitbench/architecture-resnet';
import { defineBenchmark, use } from '@exitbench/core';
import { plugin as fashionMnist } from '@exitbench/dataset-fashion-mnist';
import { plugin as mnist } from '@exitbench/dataset-mnist';
import { plugin as syntheticDepth } from '@exitbench/dataset-synthetic-depth';
import { plugin as accuracyAtBudget } from '@exitbench/metric-accuracy-at-budget';
import { plugin as calibration } from '@exitbench/metric-calibration';
import { plugin as exitAccuracy } from '@exitbench/metric-exit-accuracy';
import { plugin as failurePrediction } from '@exitbench/metric-failure-prediction';
import { plugin as gradientDominance } from '@exitbench/metric-gradient-dominance';
import { plugin as informationFlow } from '@exitbench/metric-information-flow';
import { plugin as lossLandscape } from '@exitbench/metric-loss-landscape';
import { plugin as mcnemar } from '@exitbench/metric-mcnemar';
import { plugin as modeConnectivity } from '@exitbench/metric-mode-connectivity';
import { plugin as numericalRank } from '@exitbench/metric-numerical-rank';
import { plugin as ood } from '@exitbench/metric-ood';
import { plugin as overthinking } from '@exitbench/metric-overthinking';
import { plugin as trainingCost } from '@exitbench/metric-training-cost';
import { pooledHead } from '@exitbench/nn';
import { plugin as disjoint } from '@exitbench/regime-disjoint';
import { plugin as joint } from '@exitbench/regime-joint';
import { plugin as mixed } from '@exitbench/regime-mixed';

const NOTICE =
  'Small scale: learning rates are tuned for each regime on validation, by three trials of one seed; schedule and budget are the same for all, the losses of exits are summed, and networks are far from converged after 20 epochs of 5,000 images.';

/** Controls are compared with and never ranked. */
const CONTROLS = [
  // The same start in another order of the data: how far apart are two networks of one regime?
  use(disjoint, {}, { role: 'control', order: 1 }),
  use(joint, {}, { role: 'control', order: 1 }),
  // What mixed training's second phase would reach without the first.
  use(joint, { share: 0.5 }, { role: 'control' }),
];

/** What the regimes do to a network: how its accuracy comes about, block by block. */
export const benchmark = defineBenchmark({
  id: 'analyses',
  title: 'What do the regimes make of a network?',
  question:
    'How do disjoint, joint and mixed training differ in what blocks pass on, in the loss around the solution and in the gradients that exits send into the backbone, and is the difference larger than that of two networks of one regime?',
  datasets: [fashionMnist],
  architectures: [use(resnet, { depth: 14, width: 8 }), convnet],
  exits: [{ placement: 'dense', head: pooledHead }],
  regimes: [disjoint, joint, mixed, ...CONTROLS],
  metrics: [
    exitAccuracy, accuracyAtBudget, trainingCost, mcnemar,
    ...[numericalRank, informationFlow, gradientDominance].map((metric) => use(metric, {}, { only: { controls: false } })),
    use(modeConnectivity, { plane: 0 }),
    use(modeConnectivity, { paths: false, layers: true }, { only: { seeds: 1 } }),
    use(lossLandscape, {}, { only: { seeds: 1, controls: false } }),
    overthinking, calibration, failurePrediction,
    use(ood, {}, { on: [mnist], only: { controls: false } }),
  ],
  seeds: [0, 1, 2, 3, 4],
  epochs: 20,
  data: { train: 5_000, validation: 1_000, test: 10_000 },
  tune: { lr: [0.02, 0.05, 0.1] },
  recipe: { reduction: 'sum' },
  notice: NOTICE,
  profiles: {
    /** Hours on two cores; what is done is kept. */
    analyses: {},
    /** Shows that everything works, not how well. */
    'smoke-analyses': {
      datasets: [syntheticDepth], architectures: [use(resnet, { depth: 8, width: 4 }), convnet], seeds: [0, 1], epochs: 2,
      data: { train: 400, validation: 100, test: 200 }, tune: { lr: [0.005, 0.02] },
      // So small a batch makes enough steps for whole ones to meet the budget.
      recipe: { reduction: 'sum', batch: 10 },
      notice: 'Smoke test: two epochs of a computed data set. Its numbers mean nothing.',
    },
  },
});
