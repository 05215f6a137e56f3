import { type Network, type Piece, type Split, type TrainPhase, joinNetwork, known } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { batchNorm, block, classifierPiece, dense, port } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHandle } from '../src/handle.ts';
import { runPhase } from '../src/phase.ts';
import { numberNetwork, numberOf, numberPhase, numberSplit, numbers, runNumbers } from './support/number.ts';
import { job, runAll } from './support/runAll.ts';
import { backbonePhase, headsPhase, jointPhase, linearHead, plan, recipe, splits, task, tinyNetwork } from './support/tiny.ts';

beforeAll(async () => {
  await startEngine('cpu');
});

describe('weights that are drawn again', () => {
  const heads = ['block0/head/kernel', 'block0/head/bias', 'block1/head/kernel', 'block1/head/bias'];
  const network = tinyNetwork();
  const run = async (fresh: 'none' | 'heads') => {
    const [first, second] = await runAll(network, plan(network, [
      { ...(jointPhase(6) as TrainPhase), snapshots: [0] }, { ...(headsPhase(1) as TrainPhase), snapshots: [0], fresh },
    ]));
    const at = (result: typeof first) => known(known(result, 'ran').snapshots[0], 'the start is kept').weights;
    return { drawn: at(first), trained: known(first, 'ran').weights, again: at(second) };
  };

  it('have their first values again, and all others keep theirs', async () => {
    const { drawn, trained, again } = await run('heads');
    for (const path of Object.keys(trained)) expect(again[path]?.values).toEqual((heads.includes(path) ? drawn : trained)[path]?.values);
    for (const path of heads) expect(trained[path]?.values).not.toEqual(drawn[path]?.values);
  });

  it('go on where they were when nothing is to be fresh', async () => {
    const { trained, again } = await run('none');
    for (const path of heads) expect(again[path]?.values).toEqual(trained[path]?.values);
  });
});

describe('freezing (I1)', () => {
  /** block0 adds 1 to a weight of its own at every call: the cpu engine hands out the array itself. */
  const writing = (name: string): Network => {
    const network = tinyNetwork();
    return {
      ...network,
      nodes: network.nodes.map((n) => (n.piece.id !== 'block0' ? n : { ...n, piece: { ...n.piece, apply: (x, weights, pass) => {
        const values = known(weights[name], 'its weight').dataSync<'float32'>();
        values[0] = (values[0] as number) + 1;
        return n.piece.apply(x, weights, pass);
      } } })),
    };
  };
  const run = async (name: string, phase: TrainPhase) => {
    const [first] = await runAll(tinyNetwork(), plan(tinyNetwork(), [backbonePhase(2)]));
    const network = writing(name);
    return runPhase(job(network, known(plan(network, [phase])[0], 'one phase'), { state: known(first, 'ran').weights }));
  };

  it.each(['block0/norm/mean', 'block0/norm/variance', 'block0/norm/scale'])('catches a frozen piece that writes to %s', async (name) => {
    await expect(run(name, headsPhase(2) as TrainPhase)).rejects.toMatchObject({ code: 'frozen-changed', at: 'phase heads' });
  });

  it('lets statistics move that the phase lets move', async () => {
    await expect(run('block0/norm/mean', { ...(headsPhase(2) as TrainPhase), batchNorm: 'all' })).resolves.toMatchObject({ stepsDone: 2 });
  });
});

describe('cached features', () => {
  /** A training split of so many equal samples that may be read only a few times. */
  const huge = (length: number) => {
    const state = { reads: 0 };
    const split: Split = {
      length, labels: new Int32Array(60),
      read: (at) => {
        if (++state.reads > 3) throw new Error('The split was read further.');
        return { vector: new Float32Array(4 * at.length) };
      },
    };
    return { split, state };
  };
  const run = (train: Split) => {
    const network = tinyNetwork();
    const [planned] = plan(network, [{ ...(headsPhase(1) as TrainPhase), cacheFeatures: true }]);
    return runPhase(job(network, known(planned, 'one phase'), { splits: { train, validation: splits.validation } }));
  };

  it('are refused above one gibibyte, before they are made', async () => {
    // Two blocks of six float32 values: 48 bytes a sample.
    const { split, state } = huge(100_000_000);
    await expect(run(split)).rejects.toMatchObject({ code: 'bad-phase' });
    expect(state.reads).toBeLessThanOrEqual(1);
  });

  it('are counted over all blocks together: each alone would fit', async () => {
    const { split } = huge(30_000_000); // 0.67 GiB for each of the two
    await expect(run(split)).rejects.toMatchObject({ code: 'bad-phase' });
  });

  it('are made where they fit', async () => {
    await expect(run(huge(20).split)).resolves.toMatchObject({ stepsDone: 1 }); // two batches of ten, then the step's own
  });
});

describe('statistics estimated again', () => {
  it('are the exact mean over all batches of the means and of the unbiased variances', async () => {
    const network = joinNetwork(
      {
        inputs: [port('vector', [1])],
        blocks: [block('block0', port('vector', [1]), batchNorm())],
        classifier: classifierPiece('classifier', port('features', [1]), dense({ units: 3 }), task),
      },
      { placement: 'none', head: linearHead, headParams: {} }, task,
    );
    const values = [1, 3, 5, 11, 20, 24];
    const source: Split = { length: 6, labels: new Int32Array(6), read: (at) => ({ vector: Float32Array.from(at, (i) => values[i] as number) }) };
    const [result] = await runAll(network, plan(network, [{ ...(jointPhase(1) as TrainPhase) }]), { splits: { train: { ...source, length: 60, read: (at) => ({ vector: Float32Array.from(at, (i) => i) }), labels: new Int32Array(60) }, validation: source } });
    const trained = known(result, 'ran').weights;
    const handle = createHandle({ network, splits: { train: source, validation: source, test: source }, batch: 2, weights: async () => trained });
    const again = await handle.reestimate(trained, source);
    // Batches (1, 3), (5, 11), (20, 24): means 2, 8, 22; squared deviations over n − 1: 2, 18, 8.
    expect(again['block0/mean']?.values[0]).toBeCloseTo(32 / 3, 5);
    expect(again['block0/variance']?.values[0]).toBeCloseTo(28 / 3, 5);
    expect(again['classifier/kernel']?.values).toEqual(trained['classifier/kernel']?.values);
  });
});

describe('a weight that two pieces share', () => {
  // y = last · tied² · x with x = 2, last = 1 and label 1: the loss is (2·tied² − 1)². Its slope is the sum over the two
  // places, each 2·(2·tied² − 1)·2·tied.
  const network = numberNetwork(['tied', 'tied', 'last']);
  const slope = (tied: number): number => 2 * (2 * 2 * (2 * tied * tied - 1) * tied);
  const run = (train: TrainPhase['train'], steps: number) =>
    runNumbers(network, numberPhase({ train, budget: { steps } }), { state: numbers({ tied: 0.5, last: 1 }), splits: { train: numberSplit(2, 1), validation: numberSplit(2, 1) } });

  it.each([[['block0']], [['block1']], [['block0', 'block1']]])('gets the gradients of both places when %j is trained', async (train) => {
    const { weights } = await run(train, 1);
    expect(slope(0.5)).toBe(-2);
    expect(numberOf(weights, 'tied')).toBeCloseTo(0.7, 6);
    expect(numberOf(weights, 'last')).toBe(1);
    expect(Object.keys(weights).toSorted()).toEqual(['last/kernel', 'tied/kernel']);
  });

  it('stays where it is when neither piece is trained', async () => {
    expect(numberOf((await run(['classifier'], 1)).weights, 'tied')).toBe(0.5);
  });

  it('learns over many steps, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { weights } = await run(['block1'], 12);
    let tied = 0.5;
    for (let step = 0; step < 12; step++) tied -= 0.1 * slope(tied);
    expect(numberOf(weights, 'tied')).toBeCloseTo(tied, 5);
    expect(2 * tied * tied).toBeCloseTo(1, 2); // the label
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('weights that the losses of a step do not reach', () => {
  it('keep their bits when no loss of the phase lies behind them: no decay', async () => {
    const network = tinyNetwork();
    const first: TrainPhase = { ...(jointPhase(1) as TrainPhase), optimiser: { ...recipe.optimiser, decay: 0.5 } };
    const [before, after] = await runAll(network, plan(network, [first, { ...first, losses: [{ kind: 'task', at: ['block0'], reduction: 'mean' }] }]));
    const [start, end] = [known(before, 'ran').weights, known(after, 'ran').weights];
    const changed = Object.keys(end).filter((path) => end[path]?.values.join() !== start[path]?.values.join());
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter((path) => !path.startsWith('block0/'))).toEqual([]);
  });

  it('keep value and momentum at the steps that pass them by', async () => {
    // The first block multiplies by `odd` at steps 1, 3, … and by `even` at steps 2, 4, …; the loss is the square of that.
    let calls = 0;
    const chain = numberNetwork(['odd', 'last']);
    const kernel = (name: string) => ({ ...known(chain.nodes[0]?.piece.weights[0], 'its weight'), path: `${name}/kernel` });
    const alternating = (piece: Piece): Piece => ({
      ...piece, weights: [kernel('odd'), kernel('even')],
      apply: (x, weights) => ({ features: tf.matMul(known(x['x'], 'its input') as tf.Tensor2D, known(weights[calls++ % 2 === 0 ? 'odd/kernel' : 'even/kernel'], 'a weight') as tf.Tensor2D) }),
    });
    const network: Network = { ...chain, nodes: chain.nodes.map((n) => (n.piece.id === 'block0' ? { ...n, piece: alternating(n.piece) } : n)) };
    const phase = numberPhase({
      train: ['block0'], budget: { steps: 3 }, snapshots: [0, 1 / 3, 2 / 3, 1], optimiser: { kind: 'sgd', rate: 0.1, momentum: 0.5, decay: 0.2, decayScope: 'all' },
    });
    const { snapshots } = await runNumbers(network, phase, { state: numbers({ odd: 1, even: 1, last: 1 }) });
    // v ← v/2 + 2w + w/5 and w ← w − v/10. Step 1 and step 2: v = 2.2, w = 0.78. Step 3: v = 1.1 + 2.2 · 0.78 = 2.816, w = 0.4984.
    const values = (name: string): readonly number[] => snapshots.map(({ weights }) => numberOf(weights, name));
    values('odd').forEach((w, i) => expect(w).toBeCloseTo([1, 0.78, 0.78, 0.4984][i] ?? NaN, 6));
    values('even').forEach((w, i) => expect(w).toBeCloseTo([1, 1, 0.78, 0.78][i] ?? NaN, 6));
    expect(snapshots.length).toBe(4);
  });
});
