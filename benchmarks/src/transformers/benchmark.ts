import { plugin as vit } from '@exitbench/architecture-vit';
import { defineBenchmark } from '@exitbench/core';
import { plugin as cifar10 } from '@exitbench/dataset-cifar-10';
import { plugin as fashionMnist } from '@exitbench/dataset-fashion-mnist';
import { plugin as syntheticDepth } from '@exitbench/dataset-synthetic-depth';
import { plugin as accuracyAtBudget } from '@exitbench/metric-accuracy-at-budget';
import { plugin as exitAccuracy } from '@exitbench/metric-exit-accuracy';
import { plugin as trainingCost } from '@exitbench/metric-training-cost';
import { standardHead } from '@exitbench/nn';
import { plugin as disjoint } from '@exitbench/regime-disjoint';
import { plugin as joint } from '@exitbench/regime-joint';
import { plugin as mixed } from '@exitbench/regime-mixed';

const NOTICE =
  'Demonstration: no hypothesis is judged here. Learning rates are not tuned for each regime, and a transformer is far from converged after ten epochs of 5,000 images. CIFAR-10 is its JPEG copy: the official images after one lossy step.';

/** The recipe's rate is for batches of 100; with half of them it shrinks by √½, as the recipe itself is scaled. */
const BATCHES_OF_50 = { batch: 50, optimiser: { kind: 'adamw', rate: 7e-4, decay: 0.05, decayScope: 'kernels', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } } as const;

/** Disjoint, joint and mixed training of a small vision transformer. */
export const benchmark = defineBenchmark({
  id: 'transformers',
  title: 'Disjoint, joint or mixed, for a vision transformer?',
  question: 'How does the answer of `regimes` change for a vision transformer, whose blocks all cost the same and whose exits read a class token?',
  datasets: [fashionMnist, { plugin: cifar10, variant: 'jpeg-copy' }],
  architectures: [vit],
  exits: [{ placement: 'dense', head: standardHead }],
  regimes: [disjoint, joint, mixed],
  metrics: [exitAccuracy, accuracyAtBudget, trainingCost],
  seeds: [0, 1, 2],
  epochs: 10,
  data: { train: 5_000, validation: 1_000, test: 10_000 },
  recipe: BATCHES_OF_50,
  notice: NOTICE,
  profiles: {
    /** As large as `quick` of `regimes`. Not called so: whoever runs all benchmarks of that name has not half an hour, nor CIFAR-10. */
    vit: {},
    /** Shows that everything works, not how well. */
    'smoke-vit': {
      datasets: [syntheticDepth], seeds: [0], epochs: 2, data: { train: 400, validation: 100, test: 200 },
      // So small a batch makes enough steps for whole ones to meet the budget.
      recipe: { ...BATCHES_OF_50, batch: 5 },
      notice: 'Smoke test: two epochs of a computed data set. Its numbers mean nothing.',
    },
  },
});
