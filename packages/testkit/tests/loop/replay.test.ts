import {
  type ExitDecision, type ModelHandle, type Network, type Phase, type Task, type TrainPhase, type WeightValues, fromRecipe, joinNetwork, resolveParams,
  resolvePhases, resolveSeed, uniqueWeights,
} from '@exitbench/core';
import { readManifest, startEngine } from '@exitbench/engines';
import {
  type LayerMaker, batchNorm, block, classifierPiece, conv2d, dense, drawWeight, dropout, globalAveragePool, offerRecorder, pooledHead, port, relu, serial,
} from '@exitbench/nn';
import { createHandle, runPhase } from '@exitbench/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { drawSplits } from '../../src/probes/arraySplit.ts';
import { probeRecipe } from '../../src/probes/probe.ts';

const found = readManifest();
const isUpstream = 'manifest' in found && found.manifest.route === 'prebuilt';
/** Where nothing is amiss, a suite that was skipped is not one of the native engine's that should have run. */
const title = isUpstream ? 'what is replayed (skipped: upstream’s binding runs no programs)' : `tensorflow: what is replayed${'reason' in found ? ` (skipped: ${found.reason})` : ''}`;

const task: Task = { kind: 'classification', classes: 3 };
const image = port('image', [4, 4, 2]);
const splits = drawSplits('replay', [image], task, (random) => {
  const label = random.below(3);
  return { inputs: { image: Array.from({ length: 32 }, (_, i) => random.normal() + (i % 3 === label ? 1 : 0)) }, label };
});
/** Enough for the list to be recorded, compared and run, and for another epoch to begin. */
const STEPS = 14;

/** The identity, or a scaling that hangs on its own calls, which it counts. */
function counting(scale: (call: number) => number = () => 1): { readonly layer: LayerMaker; readonly calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    layer: (_, shape) => ({
      shape, weights: [], costs: [], spec: { layer: 'counting' },
      apply(x) {
        const by = scale(++calls);
        return by === 1 ? x : tf.mul(x, by);
      },
    }),
  };
}

/** Convolution, batch norm and two exits; dropout where asked. */
function networkWith(layer: LayerMaker, rate = 0): Network {
  const features = port('features', [4, 4, 3]);
  const unit = serial([['conv', conv2d({ filters: 3, kernel: 3, padding: 1 })], ['norm', batchNorm()], ['relu', relu()], ['drop', dropout({ rate })]]);
  const backbone = {
    inputs: [image],
    blocks: [block('block0', image, serial([['count', layer], ['unit', unit]])), block('block1', features, unit)],
    classifier: classifierPiece('classifier', features, serial([['pool', globalAveragePool()], ['dense', dense({ units: 3 })]]), task),
  };
  return joinNetwork(backbone, { placement: 'dense', head: pooledHead, headParams: resolveParams(pooledHead.params, { size: 2 }, 'head') }, task);
}

const joint: TrainPhase = { ...fromRecipe(probeRecipe()), name: 'joint', train: 'all', losses: [{ kind: 'task', at: 'all', reduction: 'sum' }], budget: { steps: STEPS }, snapshots: [] };
const adam = { rate: 0.01, decay: 0.01, decayScope: 'kernels', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** Weights, statistics among them, and losses after each step. */
async function train(network: Network, phases: readonly Phase[]): Promise<unknown> {
  const losses: number[] = [];
  let state = {};
  for (const planned of resolvePhases(phases, { network, samples: splits.train.length, augmentations: [], at: 'test' })) {
    const { weights } = await runPhase({ network, planned, seed: resolveSeed(0), splits, state, evaluationBatch: 2, onEvent: (event) => losses.push(event.loss) });
    state = weights;
  }
  return { state, losses };
}

/** Nothing that begins from now on is replayed. */
function replayNothing(): void {
  offerRecorder(tf.backend(), { record: (_, run) => ({ outputs: run(), program: undefined }) });
}

/** The same twice: as the engine does it, then with nothing replayed. How often the counting layer ran, and no tensor left behind. */
async function both<T>(run: (layer: LayerMaker) => Promise<T>, scale?: (call: number) => number): Promise<{ readonly replayed: T; readonly plain: T; readonly calls: readonly [replayed: number, plain: number] }> {
  const [first, second] = [counting(scale), counting(scale)];
  const before = tf.memory().numTensors;
  await startEngine('tensorflow');
  const replayed = await run(first.layer);
  replayNothing();
  const plain = await run(second.layer);
  expect(tf.memory().numTensors).toBe(before);
  return { replayed, plain, calls: [first.calls(), second.calls()] };
}

describe.skipIf('reason' in found || isUpstream)(`${title}`, () => {
  beforeAll(async () => void (await startEngine('tensorflow')));

  it.each<[string, TrainPhase]>([
    ['SGD with momentum, decay and a cosine', joint],
    ['SGD without momentum', { ...joint, optimiser: { kind: 'sgd', rate: 0.1, momentum: 0, decay: 0, decayScope: 'all' } }],
    ['Adam, clipped, with warm-up', { ...joint, optimiser: { kind: 'adam', ...adam }, clip: 0.5, schedule: { kind: 'cosine', warmup: 3, floor: 0.1 } }],
    ['AdamW, in steps', { ...joint, optimiser: { kind: 'adamw', ...adam }, schedule: { kind: 'step', warmup: 0, milestones: [0.5], factor: 0.1 } }],
    ['weights that rise', { ...joint, losses: [{ kind: 'task', at: 'attached', reduction: 'mean', weight: { kind: 'ramp', start: 0.01, slope: 0.5, cap: 0.4, per: 'step' } }, { kind: 'task', at: 'last', reduction: 'mean' }] }],
    ['distillation', { ...joint, losses: [{ kind: 'task', at: 'all', reduction: 'mean', smoothing: 0.1 }, { kind: 'distil', at: 'all', from: 'last', temperature: 2, weight: 0.5, reduction: 'mean' }] }],
    ['equilibrium', { ...joint, exitGradient: 'equilibrium' }],
    ['statistics frozen', { ...joint, batchNorm: 'none' }],
  ])('steps have the bits of plain ones: %s', async (_, phase) => {
    const { replayed, plain, calls } = await both((layer) => train(networkWith(layer), [phase]));
    expect(replayed).toEqual(plain);
    expect(calls).toEqual([3, STEPS]);
  });

  it('so have those of heads on a frozen backbone, and on its cached outputs', async () => {
    const backbone: TrainPhase = { ...joint, name: 'backbone', train: 'backbone', losses: [{ kind: 'task', at: 'last', reduction: 'mean' }] };
    const heads: TrainPhase = { ...joint, name: 'heads', train: 'heads' };
    const { replayed, plain, calls } = await both((layer) => train(networkWith(layer), [backbone, heads, { ...heads, name: 'again', cacheFeatures: true }]));
    expect(replayed).toEqual(plain);
    expect(calls).toEqual([3 + 3 + 3, STEPS + STEPS + 6]); // 6 batches of 10 are cached
  });

  it('so has training that is evaluated in between and ends early', async () => {
    const phase: TrainPhase = { ...joint, stop: { metric: 'loss', patience: 2, every: 2, minDelta: 0 } };
    const { replayed, plain, calls: [few, all] } = await both((layer) => train(networkWith(layer), [phase]));
    expect(replayed).toEqual(plain);
    expect(few).toBeLessThan(all);
  });

  it('steps that draw random numbers are not, and have the same bits', async () => {
    const { replayed, plain, calls } = await both((layer) => train(networkWith(layer, 0.3), [joint]));
    expect(replayed).toEqual(plain);
    expect(calls).toEqual([STEPS, STEPS]);
  });

  it('a step that changes between recording and comparing is not, and has the same bits', async () => {
    const { replayed, plain, calls } = await both((layer) => train(networkWith(layer), [joint]), (call) => (call < 3 ? 1 : 1 + call / 100));
    expect(replayed).toEqual(plain);
    expect(calls).toEqual([STEPS, STEPS]);
  });

  it('another learning rate is seen: the comparison can fail', async () => {
    const { replayed } = await both((layer) => train(networkWith(layer), [joint]));
    const { plain } = await both((layer) => train(networkWith(layer), [{ ...joint, schedule: { kind: 'constant', warmup: 0 } }]));
    expect(replayed).not.toEqual(plain);
  });

  describe('passes of a trained network', () => {
    const term = { kind: 'task', at: ['block0'], of: 'head', reduction: 'mean', weight: 1, smoothing: 0 } as const;
    const outputsOf = async (layer: LayerMaker, batch: number, ask: (handle: ModelHandle, weights: WeightValues) => Promise<unknown>): Promise<unknown> => {
      const network = networkWith(layer);
      const weights = Object.fromEntries(uniqueWeights(network.nodes.map((n) => n.piece)).map((w) => [w.path, { shape: w.shape, values: drawWeight(w, resolveSeed(0)) }]));
      return ask(createHandle({ network, splits, batch, weights: () => Promise.resolve(weights) }), weights);
    };
    /** At the first exit some rows leave, and some do not. */
    const decision: ExitDecision = { leaves: (outputs, width, exit) => Array.from({ length: outputs.length / width }, (_, i) => exit === 0 && (outputs[i * width] as number) > 0) };

    it.each<[string, number, number, number, (handle: ModelHandle, weights: WeightValues) => Promise<unknown>]>([
      ['outputs of exits and taps', 5, 3, 12, (handle, weights) => handle.forward(weights, splits.train, { taps: ['block1'] })],
      ['a smaller last batch', 8, 4, 8, (handle, weights) => handle.forward(weights, splits.train)],
      ['losses', 5, 3, 12, (handle, weights) => handle.losses(weights, splits.train, [term])],
      ['gradients', 5, 3, 12, (handle, weights) => handle.gradients(weights, splits.train, [term])],
      ['early exits one by one', 1, 3, 60, (handle, weights) => handle.infer(weights, splits.train, decision, 1)],
      ['early exits of batches', 5, 3, 12, (handle, weights) => handle.infer(weights, splits.train, decision, 5)],
    ])('have the same bits: %s', async (_, batch, few, all, ask) => {
      const { replayed, plain, calls } = await both((layer) => outputsOf(layer, batch, ask));
      expect(replayed).toEqual(plain);
      expect(calls).toEqual([few, all]);
    });

    it('leave at different exits: the stages run for fewer rows than came', async () => {
      const { plain } = await both((layer) => outputsOf(layer, 5, async (handle, weights) => new Set((await handle.infer(weights, splits.train, decision, 5)).exit)));
      expect(plain).toEqual(new Set([0, 1]));
    });

    it('are not replayed where statistics are estimated anew, batch by batch, and have the same bits', async () => {
      const { replayed, plain, calls } = await both((layer) => outputsOf(layer, 5, (handle, weights) => handle.reestimate(weights, splits.train)));
      expect(replayed).toEqual(plain);
      expect(calls).toEqual([12, 12]);
    });
  });
});
