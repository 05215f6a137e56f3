import { type Backbone, type Network, type Piece, type Split, type TrainPhase, joinNetwork, known, resolvePhases } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { block, classifierPiece, dense, embedding, flatten, port, serial } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { digestOfWeights } from '../src/frozen.ts';
import { createHandle } from '../src/handle.ts';
import { runPhase } from '../src/phase.ts';
import { backbonePhase, headsPhase, jointPhase, linearHead, plan, recipe, splits, task, tinyNetwork } from './support/tiny.ts';
import { job, runAll } from './support/runAll.ts';

beforeAll(async () => {
  await startEngine('cpu');
});

const network = tinyNetwork();

/** The network with a piece that throws when it evaluates, or when it is run for the n-th time. */
function throwing(id: string, when: (call: number, noise: boolean, statistics: string) => boolean): Network {
  let calls = 0;
  const apply = (piece: Piece): Piece['apply'] => (x, weights, pass) => {
    if (when(++calls, pass.noise, pass.statistics)) throw new Error('a piece failed');
    return piece.apply(x, weights, pass);
  };
  return { ...network, nodes: network.nodes.map((n) => (n.piece.id === id ? { ...n, piece: { ...n.piece, apply: apply(n.piece) } } : n)) };
}

describe('a throw leaves no tensor behind', () => {
  it('while validation is evaluated', async () => {
    const failing = throwing('block1', (_, noise) => !noise);
    const planned = known(plan(failing, [{ ...(jointPhase(6) as TrainPhase), restore: 'best' }])[0], 'one');
    const before = tf.memory().numTensors;
    await expect(runPhase(job(failing, planned))).rejects.toThrow('a piece failed');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('while features are cached', async () => {
    const failing = throwing('block1', (call) => call === 3);
    const [first] = await runAll(network, plan(network, [backbonePhase(2)]));
    const planned = known(plan(failing, [{ ...(headsPhase(6) as TrainPhase), cacheFeatures: true }])[0], 'one');
    const before = tf.memory().numTensors;
    await expect(runPhase(job(failing, planned, { state: known(first, 'ran').weights }))).rejects.toThrow('a piece failed');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('in every method of the handle', async () => {
    const [result] = await runAll(network, plan(network, [jointPhase(2)]));
    const { weights } = known(result, 'ran');
    const failing = throwing('block1', (call) => call % 3 === 0);
    const handle = createHandle({ network: failing, splits: { ...splits, test: splits.validation }, batch: 7, weights: () => Promise.resolve(weights) });
    const term = { kind: 'task', at: ['classifier'], of: 'head', weight: 1, reduction: 'sum', smoothing: 0 } as const;
    const before = tf.memory().numTensors;
    const stay = { leaves: (rows: Float32Array, width: number) => Array.from({ length: rows.length / width }, () => false) };
    for (const act of [
      () => handle.forward(weights, splits.validation),
      () => handle.gradients(weights, splits.validation, [term]),
      () => handle.losses(weights, splits.validation, [term]),
      () => handle.reestimate(weights, splits.validation),
      () => handle.infer(weights, splits.validation, stay, 7),
    ]) {
      await expect(act()).rejects.toThrow('a piece failed');
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});

describe('numbers that are not finite', () => {
  const wild = (rate: number): TrainPhase['optimiser'] => ({ kind: 'sgd', rate, momentum: 0, decay: 0, decayScope: 'all' });

  it('are found after the last step too', async () => {
    const planned = known(plan(network, [{ ...(jointPhase(1) as TrainPhase), optimiser: wild(1e39) }])[0], 'one');
    await expect(runPhase(job(network, planned))).rejects.toMatchObject({ code: 'diverged', at: 'phase joint, step 1' });
  });

  it('are found in the validation loss, and are not the best', async () => {
    const bad: Split = { ...splits.validation, read: () => ({ vector: new Float32Array(15 * 4).fill(Number.NaN) }) };
    const planned = known(plan(network, [{ ...(jointPhase(6) as TrainPhase), restore: 'best' }])[0], 'one');
    await expect(runPhase(job(network, planned, { splits: { train: splits.train, validation: bad } }))).rejects.toMatchObject({
      code: 'diverged', message: expect.stringContaining('validation loss') as string,
    });
  });
});

describe('cached features of whole numbers', () => {
  /** A frozen block that hands tokens on, and a head that embeds them. */
  function tokenNetwork(): Network {
    const ids = { name: 'ids', shape: [3], dtype: 'int32' } as const;
    const pass: Piece = {
      id: 'block0', inputs: [ids], outputs: [{ ...ids, name: 'tokens' }], representation: 'tokens', weights: [], costs: [{ op: 'pass', mac: 1, fvcore: 1 }], spec: { pass: 1 },
      apply: (x) => ({ tokens: tf.clone(known(x['ids'], 'given')) }),
    };
    const tokens = { ...ids, name: 'tokens' };
    const embed = serial([['embed', embedding({ vocabulary: 5, width: 2 })], ['flat', flatten()], ['out', dense({ units: 3 })]]);
    const backbone: Backbone = { inputs: [ids], blocks: [pass, block('block1', tokens, serial([['embed', embedding({ vocabulary: 5, width: 2 })], ['flat', flatten()]]))], classifier: classifierPiece('classifier', port('features', [6]), dense({ units: 3 }), task) };
    const head = { ...linearHead, build: ({ id }: { readonly id: string }) => classifierPiece(id, tokens, embed, task) };
    return joinNetwork(backbone, { placement: ['block0'], head, headParams: {} }, task);
  }

  it('stay whole numbers: heads train as without the cache', async () => {
    const net = tokenNetwork();
    const data: Split = {
      length: 20, labels: Int32Array.from({ length: 20 }, (_, i) => i % 3),
      read: (indices) => ({ ids: Int32Array.from({ length: 3 * indices.length }, (_, i) => ((indices[Math.floor(i / 3)] as number) * (1 + (i % 3))) % 5) }),
    };
    const heads: TrainPhase = { ...(headsPhase(4) as TrainPhase), batch: 10, optimiser: recipe.optimiser };
    const end = async (cacheFeatures: boolean): Promise<string> => {
      const planned = known(resolvePhases([{ ...heads, cacheFeatures }], { network: net, samples: 20, augmentations: [], at: 'test' })[0], 'one');
      return digestOfWeights((await runPhase(job(net, planned, { splits: { train: data, validation: data } }))).weights);
    };
    expect(await end(true)).toBe(await end(false));
  });
});
