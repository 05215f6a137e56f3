import { type Network, type PlannedPhase, type Split, type TrainPhase, defineHead, joinNetwork, known, resolvePhases } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { block, classifierPiece, dense, elementwise, flatten, port, serial } from '@exitbench/nn';
import type * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { digestOfWeights } from '../src/frozen.ts';
import { runPhase } from '../src/phase.ts';
import { job, runAll } from './support/runAll.ts';
import { headsPhase, jointPhase, linearHead, plan, splits, task, tinyNetwork } from './support/tiny.ts';

beforeAll(async () => {
  await startEngine('cpu');
});

describe('the order of samples', () => {
  const network = tinyNetwork();
  /** Positions that the phases read of the training split, step by step. */
  const reads = async (phases: readonly PlannedPhase[]): Promise<readonly string[]> => {
    const seen: string[] = [];
    const train: Split = { ...splits.train, read: (at) => (seen.push(Array.from(at).join()), splits.train.read(at)) };
    await runAll(network, phases, { splits: { train, validation: splits.validation } });
    return seen;
  };

  it('is that of the epoch since the first phase, whatever phase the epoch is in', async () => {
    const [one, two] = [await reads(plan(network, [jointPhase(24)])), await reads(plan(network, [jointPhase(12), headsPhase(12)]))];
    expect(two).toEqual(one);
    expect(new Set(one).size).toBe(24); // no epoch repeats a batch of another
  });

  it('starts a new epoch with a new phase: the rest of a broken one is left out', async () => {
    const [one, two] = [await reads(plan(network, [jointPhase(18)])), await reads(plan(network, [jointPhase(9), headsPhase(6)]))];
    expect(two).toEqual([...one.slice(0, 9), ...one.slice(12, 18)]);
  });
});

describe('augmentation', () => {
  /** 32 images of two pixels (1, −1): mirrored where the first is negative. */
  const images: Split = {
    length: 32, labels: new Int32Array(32),
    read: (at) => ({ image: Float32Array.from({ length: 2 * at.length }, (_, i) => (i % 2 === 0 ? 1 : -1)) }),
  };
  const noHead = defineHead({ ...linearHead, supports: () => true });

  /** Which images of each step the first block saw mirrored. */
  const mirrored = async (phases: readonly TrainPhase[]): Promise<readonly string[]> => {
    const seen: string[] = [];
    const look = elementwise('look', 0, (x: tf.Tensor) => {
      seen.push([...x.dataSync()].filter((_, i) => i % 2 === 0).join());
      return x;
    });
    const network: Network = joinNetwork(
      {
        inputs: [port('image', [1, 2, 1])],
        blocks: [block('block0', port('image', [1, 2, 1]), serial([['look', look], ['flat', flatten()]]))],
        classifier: classifierPiece('classifier', port('features', [2]), dense({ units: 3 }), task),
      },
      { placement: 'none', head: noHead, headParams: {} }, task,
    );
    for (const planned of resolvePhases(phases, { network, samples: 32, augmentations: ['flip'], at: 'test' })) {
      await runPhase(job(network, planned, { splits: { train: images, validation: images } }));
    }
    return seen;
  };
  const flipping = (steps: number, augment: TrainPhase['augment'] = [{ kind: 'flip' }]): TrainPhase => ({ ...(jointPhase(steps) as TrainPhase), batch: 16, augment });

  it('is drawn anew for every step of every epoch, also of a later phase', async () => {
    const seen = await mirrored([flipping(4), flipping(4)]);
    expect(new Set(seen).size).toBe(8); // of 2^16 patterns each
    expect(seen.every((s) => s.includes('-1') && s.split(',').includes('1'))).toBe(true);
  });

  it('is the same for the same epochs in one phase or two', async () => {
    expect(await mirrored([flipping(4), flipping(4)])).toEqual(await mirrored([flipping(8)]));
  });

  it('leaves images alone where the phase has none', async () => {
    expect(new Set(await mirrored([flipping(2, [])]))).toEqual(new Set([Array.from({ length: 16 }, () => '1').join()]));
  });
});

describe('noise', () => {
  const train = async (dropout: number, phase: TrainPhase): Promise<string> => {
    const network = tinyNetwork({ dropout });
    return digestOfWeights((await runPhase(job(network, known(plan(network, [phase])[0], 'one phase')))).weights);
  };

  it('does not act in frozen pieces: heads train as on a backbone without dropout', async () => {
    expect(await train(0.5, headsPhase(6) as TrainPhase)).toBe(await train(0, headsPhase(6) as TrainPhase));
  });

  it('does act in pieces that are trained', async () => {
    expect(await train(0.5, jointPhase(6) as TrainPhase)).not.toBe(await train(0, jointPhase(6) as TrainPhase));
  });
});
