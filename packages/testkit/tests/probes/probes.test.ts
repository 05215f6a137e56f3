import { type Network, type TrainPhase, extent, inferenceCosts, resolvePhases, termReads } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { drawWeight } from '@exitbench/nn';
import { resolveSeed, uniqueWeights } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

import { checkArchitecture } from '../../src/architecture.ts';
import { disposeUpdates, forward, inTidy } from '../../src/network/forward.ts';
import { cascadeProbe } from '../../src/probes/cascade.ts';
import { contractProbes } from '../../src/probes/contractProbes.ts';
import { tokensProbe } from '../../src/probes/tokens.ts';
import type { Probe } from '../../src/probes/probe.ts';

/** How probes' networks are conformance-tested: on their own data. */
function conformance(probe: Probe): Promise<readonly unknown[]> {
  const { task, architecture, head, combiner, network, splits } = probe;
  return checkArchitecture(architecture, {
    task, head, ...(combiner === undefined ? {} : { combiner }), input: network.inputs, modality: probe.name === 'tokens' ? 'text' : probe.name === 'two-scale' ? 'image' : 'vector',
    sampler: (port, samples) => {
      const values = splits.train.read(Int32Array.from({ length: samples }, (_, i) => i))[port.name];
      if (values === undefined) throw new Error(`There is no ${port.name}.`);
      return values;
    },
  });
}

describe.each(contractProbes().map((probe) => [probe.name, probe] as const))('%s', (_name, probe) => {
  it('conforms', async () => {
    expect(await conformance(probe)).toEqual([]);
  });

  it('has three blocks and three exits, each dearer than the one before', () => {
    expect(probe.network.exits.map((e) => e.name)).toEqual(['block0', 'block1', 'classifier']);
    const { exits } = inferenceCosts(probe.network);
    expect(exits.toSorted((a, b) => a - b)).toEqual([...exits]);
  });

  it('has 60, 20 and 20 samples, labels of the task’s type, the same each time', () => {
    const { train, validation, test } = probe.splits;
    expect([train.length, validation.length, test.length]).toEqual([60, 20, 20]);
    expect(train.labels).toBeInstanceOf(probe.task.kind === 'classification' ? Int32Array : Float32Array);
    const again = contractProbes().find((p) => p.name === probe.name);
    expect(again?.splits.test.read([3, 1])).toEqual(test.read([3, 1]));
  });

  it('answers differently for different samples at its first weights', async () => {
    await startEngine('cpu');
    expect(spread(probe.network, probe)).toBeGreaterThan(1e-3);
  });
});

/** Largest difference between two samples in the last exit's output. */
function spread(network: Network, { splits }: Probe): number {
  return inTidy(() => {
    const read = splits.train.read(Int32Array.from({ length: 20 }, (_, i) => i));
    const inputs = Object.fromEntries(network.inputs.map((p) => [p.name, tf.tensor(read[p.name] as Float32Array, [20, ...p.shape], p.dtype)]));
    const weights = Object.fromEntries(uniqueWeights(network.nodes.map((n) => n.piece)).map((w) => [w.path, tf.tensor(drawWeight(w, resolveSeed(1)), [...w.shape])]));
    const ran = forward(network, inputs, weights, 'evaluation');
    disposeUpdates(ran);
    const values = Array.from(Object.values(ran.outputs['classifier'] ?? {})[0]?.dataSync() ?? []);
    return Math.max(...values) - Math.min(...values);
  });
}

it('tokens: pieces read the mask from the network’s input', () => {
  const { network } = tokensProbe();
  expect(network.nodes.map((n) => [n.piece.id, n.sources['mask']]).filter(([, source]) => source !== undefined)).toEqual([
    ['block0/head', { port: 'mask' }], ['block1/head', { port: 'mask' }], ['block2', { port: 'mask' }], ['classifier', { port: 'mask' }],
  ]);
});

describe('cascade', () => {
  const { network } = cascadeProbe();
  const phase = (train: TrainPhase['train'], of: 'head' | 'combined'): TrainPhase => ({
    kind: 'train', name: 'x', train, losses: [{ kind: 'task', at: 'attached', of, reduction: 'sum' }],
    optimiser: { kind: 'sgd', rate: 0.1, momentum: 0, decay: 0, decayScope: 'all' }, schedule: { kind: 'constant', warmup: 0 },
    augment: [], batch: 10, budget: { epochs: 1 },
  });
  const extentOf = (p: TrainPhase): ReturnType<typeof extent> | undefined =>
    resolvePhases([p], { network, samples: 60, augmentations: [], at: 'x' })[0]?.extent;

  it('lets no gradient flow from a head into the heads before it', () => {
    const only = extent(network, ['block0/head'], [{ moves: 'block1/head', constants: [] }]);
    expect(only.live).toEqual([false]);
    expect(termReads(network, { losses: [] })).toEqual([]);
  });

  it('trains combiners in a phase of their own, everything else before the tape', () => {
    const combiners = extentOf(phase('combiners', 'combined'));
    expect(combiners?.trained).toEqual(['block0/combiner', 'block1/combiner']);
    expect(combiners?.prefix).toEqual(['block0', 'block0/head', 'block1', 'block1/head']);
  });

  it('runs no combiner when heads are trained', () => {
    expect(extentOf(phase('heads', 'head'))?.run).toEqual(['block0', 'block0/head', 'block1', 'block1/head']);
  });
});
