import { type Piece, type Split, type TrainPhase, known, resolveSeed } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { digestOfWeights } from '../src/frozen.ts';
import { type Checkpoints, runPhase } from '../src/phase.ts';
import { predict } from '../src/predict.ts';
import { backbonePhase, headsPhase, jointPhase, plan, splits, tinyNetwork } from './support/tiny.ts';
import { job, runAll } from './support/runAll.ts';

beforeAll(async () => {
  await startEngine('cpu');
});

const network = tinyNetwork();
const only = (phases: Parameters<typeof plan>[1], net = network) => known(plan(net, phases)[0], 'one phase');
const end = async (phases: Parameters<typeof plan>[1], net = network) => known((await runAll(net, plan(net, phases))).at(-1), 'phases ran');

/** A store in memory that saves at some steps. */
function memory(at: readonly number[]): Checkpoints & { bytes: Uint8Array | undefined } {
  const store = {
    bytes: undefined as Uint8Array | undefined,
    load: async () => store.bytes,
    due: (step: number) => at.includes(step),
    save: async (parts: readonly Uint8Array[]) => {
      store.bytes = Buffer.concat(parts);
    },
  };
  return store;
}

describe('a phase', () => {
  it('lowers the loss', async () => {
    const { history } = await end([jointPhase(30)]);
    const [first, last] = [known(history.epochs[0], 'an epoch'), known(history.epochs.at(-1), 'an epoch')];
    for (const exit of ['block0', 'block1', 'classifier']) expect(last.losses[exit]).toBeLessThan(known(first.losses[exit], 'logged'));
  });

  it('says what it spent', async () => {
    const planned = only([jointPhase(30)]);
    const { macs, stepsDone } = await runPhase(job(network, planned));
    expect([macs, stepsDone]).toEqual([planned.macs, 30]);
  });

  it('gives the same weights for the same job, others for another seed, order or root', async () => {
    const net = tinyNetwork({ dropout: 0.3 });
    const planned = only([jointPhase(8)], net);
    const digest = async (seed: Parameters<typeof resolveSeed>[0]) => digestOfWeights((await runPhase(job(net, planned, { seed: resolveSeed(seed) }))).weights);
    const zero = await digest(0);
    expect(await digest(0)).toBe(zero);
    expect(await digest({ root: 0, init: 0, order: 0 })).toBe(zero);
    expect(await digest({ root: 0, order: 1 })).not.toBe(zero);
    expect(await digest({ root: 0, init: 1 })).not.toBe(zero);
    // The root feeds dropout.
    expect(await digest({ root: 1, init: 0, order: 0, augment: 0 })).not.toBe(zero);
  });
});

describe('freezing (I1)', () => {
  it('leaves every backbone weight, statistic and final logit bit-identical while heads train', async () => {
    const [first, second] = await runAll(network, plan(network, [backbonePhase(6), headsPhase(12)]));
    const [before, after] = [known(first, 'ran').weights, known(second, 'ran').weights];
    const core = Object.keys(before);
    expect(digestOfWeights(Object.fromEntries(core.map((p) => [p, known(after[p], 'kept')])))).toBe(digestOfWeights(before));
    const logits = async (weights: typeof before) => (await predict({ network, weights, split: splits.validation, batch: 10 })).heads['classifier'];
    expect(await logits(after)).toEqual(await logits(before));
    expect(Object.keys(after).filter((p) => p.includes('/head/')).length).toBe(4);
  });

  it('does drift when the phase says that all statistics do', async () => {
    const drifting: TrainPhase = { ...(headsPhase(12) as TrainPhase), batchNorm: 'all' };
    const [first, second] = await runAll(network, plan(network, [backbonePhase(6), drifting]));
    const changed = Object.entries(known(first, 'ran').weights).filter(([p, v]) => known(second, 'ran').weights[p]?.values.join() !== v.values.join());
    expect(changed.length).toBeGreaterThan(0);
    const statistics = network.nodes.flatMap((n) => n.piece.weights.filter((w) => w.statistic === true).map((w) => w.path));
    expect(changed.every(([p]) => statistics.includes(p))).toBe(true);
  });

  it('catches a piece that writes to a frozen weight', async () => {
    const writing = tamper(network, 'block0', (_, weights) => {
      const kernel = known(Object.values(weights).find((w) => w.rank === 2), 'a kernel');
      const values = kernel.dataSync<'float32'>();
      values[0] = (values[0] as number) + 1; // the cpu engine hands out the array itself
    });
    const [first] = await runAll(network, plan(network, [backbonePhase(2)]));
    const phase = known(plan(writing, [headsPhase(2)])[0], 'one');
    await expect(runPhase(job(writing, phase, { state: known(first, 'ran').weights }))).rejects.toMatchObject({ code: 'frozen-changed' });
  });
});

describe('regimes from phases (I3)', () => {
  it('mixed without its first phase is joint', async () => {
    expect(plan(network, [backbonePhase(0), jointPhase(8)])).toEqual(plan(network, [jointPhase(8)]));
  });

  it('mixed with no second phase, then heads, is disjoint', async () => {
    expect(plan(network, [backbonePhase(4), jointPhase(0), headsPhase(8)])).toEqual(plan(network, [backbonePhase(4), headsPhase(8)]));
  });

  it('a backbone starts the same under every placement', async () => {
    const plain = tinyNetwork({ placement: 'none' });
    const [a, b] = [await end([backbonePhase(5)]), await end([backbonePhase(5)], plain)];
    expect(digestOfWeights(a.weights)).toBe(digestOfWeights(b.weights));
  });
});

describe('resuming (I18)', () => {
  const stopping: TrainPhase = {
    ...(jointPhase(24) as TrainPhase), snapshots: [0, 0.25, 1], stop: { metric: 'loss', patience: 50, every: 3, minDelta: 0 },
  };
  it.each([1, 5, 6, 17, 23])('ends bit-identical after a checkpoint at step %i', async (step) => {
    const net = tinyNetwork({ dropout: 0.2 });
    const planned = only([stopping], net);
    const straight = await runPhase(job(net, planned));
    const store = memory([step]);
    await runPhase(job(net, planned, { checkpoints: store }));
    const resumed = await runPhase(job(net, planned, { checkpoints: { ...store, due: () => false } }));
    expect(resumed.resumedAt).toBe(step);
    expect(digestOfWeights(resumed.weights)).toBe(digestOfWeights(straight.weights));
    expect(resumed.history).toEqual(straight.history);
    expect(resumed.snapshots.map((s) => digestOfWeights(s.weights))).toEqual(straight.snapshots.map((s) => digestOfWeights(s.weights)));
  });

  it('saves and says so when it is asked to stop', async () => {
    const planned = only([jointPhase(10)]);
    const store = memory([]);
    const controller = new AbortController();
    const onEvent = ({ step }: { step: number }): void => {
      if (step === 4) controller.abort();
    };
    await expect(runPhase(job(network, planned, { checkpoints: store, signal: controller.signal, onEvent }))).rejects.toMatchObject({ code: 'interrupted' });
    const resumed = await runPhase(job(network, planned, { checkpoints: store }));
    expect(resumed.resumedAt).toBe(4);
    expect(digestOfWeights(resumed.weights)).toBe(digestOfWeights((await runPhase(job(network, planned))).weights));
  });

  it('refuses the checkpoint of another seed', async () => {
    const planned = only([jointPhase(6)]);
    const store = memory([3]);
    await runPhase(job(network, planned, { checkpoints: store }));
    await expect(runPhase(job(network, planned, { checkpoints: store, seed: resolveSeed(1) }))).rejects.toMatchObject({ code: 'bad-data' });
  });
});

describe('stopping and restoring', () => {
  const early = (restore: 'last' | 'best', rate: number): TrainPhase => ({
    ...(jointPhase(600) as TrainPhase), schedule: { kind: 'constant', warmup: 0 }, optimiser: { kind: 'sgd', rate, momentum: 0.9, decay: 0, decayScope: 'all' },
    stop: { metric: 'loss', patience: 2, every: 'epoch', minDelta: 0 }, restore,
  });

  it('stops before the planned end, and costs less than planned', async () => {
    const planned = only([early('last', 0.3)]);
    const result = await runPhase(job(network, planned));
    expect(result.stepsDone).toBeLessThan(600);
    expect(result.history.stoppedAt).toBe(result.stepsDone);
    expect(result.macs).toBeCloseTo((planned.macs * result.stepsDone) / 600, 6);
  });

  it('restores the weights with the lowest mean validation loss', async () => {
    const result = await runPhase(job(network, only([early('best', 0.3)])));
    const scores = result.history.validations.map((v) => Object.values(v.losses).reduce((a, b) => a + b, 0));
    const best = known(result.history.validations[scores.indexOf(Math.min(...scores))], 'validated');
    expect(result.history.restored).toBe(best.step);
    expect(best.step).toBeLessThan(result.stepsDone);
  });

  it.each(['before the best step', 'after the best step, on the way to the stop'])('ends bit-identical when it goes on from a checkpoint %s', async (where) => {
    const planned = only([early('best', 0.3)]);
    const straight = await runPhase(job(network, planned));
    const [best, stop] = [known(straight.history.restored, 'restored'), known(straight.history.stoppedAt, 'stopped')];
    // There are evaluations on both sides: the stopper has counted, and the best so far is another one.
    expect([best > 6, stop - best >= 12, straight.history.validations.length > 3]).toEqual([true, true, true]);
    const at = where.startsWith('before') ? best - 1 : stop - 1;
    const store = memory([at]);
    await runPhase(job(network, planned, { checkpoints: store }));
    const resumed = await runPhase(job(network, planned, { checkpoints: { ...store, due: () => false } }));
    expect(resumed.resumedAt).toBe(at);
    expect(resumed.history).toEqual(straight.history);
    expect(resumed.stepsDone).toBe(straight.stepsDone);
    expect(digestOfWeights(resumed.weights)).toBe(digestOfWeights(straight.weights));
  });

  it('judges the last weights too, when the phase ends between two evaluations', async () => {
    const planned = only([{ ...(jointPhase(8) as TrainPhase), restore: 'best' }]);
    // 60 samples in batches of 10: evaluations after 6 steps and at the end.
    expect((await runPhase(job(network, planned))).history.validations.map((v) => v.step)).toEqual([6, 8]);
  });

  it('judges trainable outputs only: the frozen final exit would tie for ever', async () => {
    const heads: TrainPhase = { ...(headsPhase(6) as TrainPhase), stop: { metric: 'loss', patience: 1, every: 'epoch', minDelta: 0 } };
    const [, second] = await runAll(network, plan(network, [backbonePhase(6), heads]));
    expect(Object.keys(known(second?.history.validations[0], 'validated').losses)).toEqual(['block0', 'block1']);
  });
});

describe('snapshots', () => {
  it('are the weights at shares of the planned steps', async () => {
    const planned = only([{ ...(jointPhase(20) as TrainPhase), snapshots: [0, 0.5, 1] }]);
    const { snapshots, weights } = await runPhase(job(network, planned));
    const half = await runPhase(job(network, planned, { checkpoints: memory([]) }));
    expect(snapshots.map((s) => s.share)).toEqual([0, 0.5, 1]);
    expect(digestOfWeights(known(snapshots[2], 'at the end').weights)).toBe(digestOfWeights(weights));
    expect(new Set(snapshots.map((s) => digestOfWeights(s.weights))).size).toBe(3);
    expect(digestOfWeights(half.weights)).toBe(digestOfWeights(weights));
  });
});

describe('cached features', () => {
  it('train heads as running the frozen prefix does, to rounding', async () => {
    const cached: TrainPhase = { ...(headsPhase(12) as TrainPhase), cacheFeatures: true };
    const [a, b] = [await end([backbonePhase(6), headsPhase(12)]), await end([backbonePhase(6), cached])];
    for (const [path, { values }] of Object.entries(a.weights)) {
      values.forEach((v, i) => expect(b.weights[path]?.values[i]).toBeCloseTo(v, 5));
    }
  });
});

describe('a phase that goes wrong', () => {
  it('names step, phase and exit of a loss that is not finite', async () => {
    const wild: TrainPhase = { ...(jointPhase(30) as TrainPhase), optimiser: { kind: 'sgd', rate: 1e20, momentum: 0.9, decay: 5e-4, decayScope: 'all' } };
    await expect(runPhase(job(network, only([wild])))).rejects.toMatchObject({ code: 'diverged', at: expect.stringMatching(/phase joint, step \d+, exit /) as string });
  });

  it('leaves no tensor behind after a throw inside a step, nor after success', async () => {
    const before = tf.memory().numTensors;
    let calls = 0;
    const failing = tamper(network, 'block1', () => {
      if (++calls === 3) throw new Error('a plugin failed');
    });
    await expect(runPhase(job(failing, only([jointPhase(8)], failing)))).rejects.toThrow('a plugin failed');
    expect(tf.memory().numTensors).toBe(before);
    await runPhase(job(network, only([jointPhase(8)])));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('what regimes may read', () => {
  it('validation only when a phase asks for it', async () => {
    let reads = 0;
    const counted: Split = { ...splits.validation, read: (i) => (reads++, splits.validation.read(i)) };
    await runPhase(job(network, only([jointPhase(8)]), { splits: { train: splits.train, validation: counted } }));
    expect(reads).toBe(0);
    await runPhase(job(network, only([{ ...(jointPhase(6) as TrainPhase), restore: 'best' }]), { splits: { train: splits.train, validation: counted } }));
    expect(reads).toBeGreaterThan(0);
  });
});

/** The network with something done at each call of a piece. */
function tamper(net: typeof network, id: string, act: (x: Parameters<Piece['apply']>[0], weights: Parameters<Piece['apply']>[1]) => void): typeof network {
  return {
    ...net,
    nodes: net.nodes.map((n) =>
      n.piece.id === id ? { ...n, piece: { ...n.piece, apply: (x, weights, pass) => (act(x, weights), n.piece.apply(x, weights, pass)) } } : n,
    ),
  };
}
