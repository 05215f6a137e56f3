import { plugin as convnet } from '@exitbench/architecture-convnet';
import { asUse, defineBenchmark, use } from '@exitbench/core';
import { plugin as fashionMnist } from '@exitbench/dataset-fashion-mnist';
import { plugin as mnist } from '@exitbench/dataset-mnist';
import { plugin as syntheticDepth } from '@exitbench/dataset-synthetic-depth';
import { plugin as accuracyAtBudget } from '@exitbench/metric-accuracy-at-budget';
import { plugin as calibration } from '@exitbench/metric-calibration';
import { plugin as exitAccuracy } from '@exitbench/metric-exit-accuracy';
import { plugin as failurePrediction } from '@exitbench/metric-failure-prediction';
import { plugin as gradientDominance } from '@exitbench/metric-gradient-dominance';
import { plugin as informationFlow } from '@exitbench/metric-information-flow';
import { plugin as mcnemar } from '@exitbench/metric-mcnemar';
import { plugin as modeConnectivity } from '@exitbench/metric-mode-connectivity';
import { plugin as numericalRank } from '@exitbench/metric-numerical-rank';
import { plugin as overthinking } from '@exitbench/metric-overthinking';
import { plugin as trainingCost } from '@exitbench/metric-training-cost';
import { pooledHead } from '@exitbench/nn';
import { plugin as disjoint } from '@exitbench/regime-disjoint';
import { plugin as joint } from '@exitbench/regime-joint';
import { plugin as mixed } from '@exitbench/regime-mixed';

/**
 * With the reduction `sum` a learning rate of one size suits all three regimes; with `mean` each head learns at a K-th of
 * the rate, which alone can decide who wins.
 */
const NOTICE = 'Demonstration: no hypothesis is judged here. Learning rates are not tuned for each regime, and the losses of exits are summed.';

const TUNED_NOTICE =
  'Small scale: learning rates are tuned for each regime on validation, by three trials of one seed; batch, schedule and budget are the same for all, the losses of exits are summed, and networks are far from converged.';

/** A control is compared with and never ranked. */
const control = { role: 'control' } as const;

/** What the regimes at a share of one half are compared with. */
const CONTROLS = [
  // What mixed training's second phase would reach without the first.
  use(joint, { share: 0.5 }, control),
  // The backbone of the whole budget, heads as long as disjoint training gives them.
  use(disjoint, { share: 1, extra: 0.5 }, control),
  // As in the paper: the backbone trained to its end, then the heads.
  use(disjoint, { share: 1, extra: 1 }, control),
];

/** Of every cell: what exits get right, at what cost. */
const METRICS = [exitAccuracy, accuracyAtBudget, trainingCost, mcnemar];

/** What the regimes make of a network, for one seed of one data set: two minutes on two cores. Whether anything of it is no chance takes `analyses`. */
const ANALYSES = [
  overthinking, calibration, failurePrediction, numericalRank, informationFlow, gradientDominance, use(modeConnectivity, { plane: 0 }),
].map((metric) => ({ ...asUse(metric), only: { seeds: 1, datasets: ['dataset-fashion-mnist'] } }));

/** So small a batch makes enough steps for whole ones to meet the budget; the rate shrinks with it. */
const SMALL_BATCHES = { reduction: 'sum', batch: 10, optimiser: { kind: 'sgd', rate: 0.01, momentum: 0.9, decay: 5e-4, decayScope: 'all' } } as const;

/** Disjoint, joint and mixed training of one small network on two small image sets. */
export const benchmark = defineBenchmark({
  id: 'regimes',
  title: 'Disjoint, joint or mixed?',
  question:
    'For one architecture, data set and training budget: should the backbone and the exits be trained disjointly, jointly or mixed, what accuracy does each give at each exit and inference budget, and what does it cost to train?',
  datasets: [mnist, fashionMnist],
  architectures: [convnet],
  exits: [{ placement: 'dense', head: pooledHead }],
  regimes: [disjoint, joint, mixed],
  metrics: METRICS,
  seeds: [0, 1, 2],
  epochs: 10,
  data: { train: 5_000, validation: 1_000, test: 10_000 },
  recipe: { reduction: 'sum' },
  notice: NOTICE,
  profiles: {
    /** For continuous integration: shows that everything works, not how well. */
    smoke: {
      datasets: [syntheticDepth], seeds: [0, 1], epochs: 2, data: { train: 400, validation: 100, test: 200 },
      recipe: SMALL_BATCHES,
      notice: 'Smoke test: two epochs of a computed data set. Its numbers mean nothing.',
    },
    quick: { metrics: [...METRICS, ...ANALYSES] },
    /** The same question in the time that WebAssembly allows. */
    'quick-wasm': {
      epochs: 6, data: { train: 1_500, validation: 500, test: 2_000 },
      /*
       * In batches of 50 the backbone would get 90 steps, too few to learn much. Features of so short a training are large for
       * this rate: the curvature of some heads' loss is above the 2 · (1 + momentum) / rate at which steps grow, and without
       * half an epoch of warm-up one head in a few seeds runs away.
       */
      recipe: { reduction: 'sum', batch: 25, schedule: { kind: 'cosine', warmup: 30, floor: 0 } },
    },
    /** The regimes with a learning rate for each, and the controls. */
    tuned: {
      datasets: [fashionMnist], regimes: [disjoint, joint, mixed, ...CONTROLS], seeds: [0, 1, 2, 3, 4], tune: { lr: [0.02, 0.05, 0.1] },
      epochs: 20, data: { train: 10_000, validation: 2_000, test: 10_000 }, notice: TUNED_NOTICE,
    },
    /** Shows that tuning and controls work. */
    'smoke-tuned': {
      datasets: [syntheticDepth], seeds: [0, 1], epochs: 2, data: { train: 400, validation: 100, test: 200 }, recipe: SMALL_BATCHES,
      regimes: [disjoint, joint, mixed, use(joint, { share: 0.5 }, control)], tune: { lr: [0.005, 0.02] }, snapshots: [],
      notice: 'Smoke test of tuning: two epochs of a computed data set. Its numbers mean nothing.',
    },
  },
});
