import { plugin as convnet } from '@exitbench/architecture-convnet';
import { plugin as resnet } from '@exitbench/architecture-resnet';
import { defineBenchmark, use } from '@exitbench/core';
import { plugin as fashionMnist } from '@exitbench/dataset-fashion-mnist';
import { plugin as mnist } from '@exitbench/dataset-mnist';
import { plugin as exitAccuracy } from '@exitbench/metric-exit-accuracy';
import { plugin as trainingCost } from '@exitbench/metric-training-cost';
import { pooledHead } from '@exitbench/nn';
import { plugin as joint } from '@exitbench/regime-joint';

/** The backbones without exits, on all training images. */
export const benchmark = defineBenchmark({
  id: 'backbones',
  title: 'Do the backbones learn?',
  question: 'Do the networks of the other benchmarks, without exits and trained on all images, reach the accuracy that networks of their size are known for?',
  datasets: [mnist, fashionMnist],
  architectures: [convnet, use(resnet, { depth: 8, width: 8 })],
  exits: [{ placement: 'none', head: pooledHead }],
  regimes: [joint],
  metrics: [exitAccuracy, trainingCost],
  seeds: [0],
  epochs: 20,
  data: { train: 55_000, validation: 5_000 },
  recipe: { augment: [{ kind: 'shift', pixels: 2 }] },
  snapshots: [],
  profiles: { full: {} },
});
