import { type ExitDecision, type ResolvedTerm, known, resolveSeed, subset } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { withDrawn } from '../src/deviceWeights.ts';
import { createHandle } from '../src/handle.ts';
import { predict } from '../src/predict.ts';
import { jointPhase, plan, splits, tinyNetwork } from './support/tiny.ts';
import { runAll } from './support/runAll.ts';

beforeAll(async () => {
  await startEngine('cpu');
});

const network = tinyNetwork();
const drawn = withDrawn({}, network.nodes.map((n) => n.piece), [], resolveSeed(3));
const handle = createHandle({ network, splits: { ...splits, test: splits.validation }, batch: 7, weights: async () => drawn });
const atLast: ResolvedTerm = { kind: 'task', at: ['classifier'], of: 'head', weight: 1, reduction: 'sum', smoothing: 0 };

/** Leaves at the first exit whose largest logit exceeds a bound. */
const decision = (bound: number): ExitDecision => ({
  leaves: (outputs, width) => Array.from({ length: outputs.length / width }, (_, i) => Math.max(...outputs.subarray(i * width, (i + 1) * width)) > bound),
});

describe('incremental inference', () => {
  it.each([0.2, 0.5, 1, 100])('emits what the stored logits say with bound %d', async (bound) => {
    const inferred = await handle.infer(drawn, splits.validation, decision(bound), 4);
    const { heads } = await predict({ network, weights: drawn, split: splits.validation, batch: 7 });
    const exits = network.exits.map((e) => known(heads[e.name], 'predicted'));
    for (let i = 0; i < splits.validation.length; i++) {
      const rows = exits.map((o) => [...o.subarray(3 * i, 3 * i + 3)]);
      const first = rows.findIndex((row) => Math.max(...row) > bound);
      const expected = first < 0 ? exits.length - 1 : first;
      expect(inferred.exit[i]).toBe(expected);
      known(rows[expected], 'in range').forEach((v, c) => expect(inferred.outputs[3 * i + c]).toBeCloseTo(v, 5));
    }
  });

  it('really stops: no deeper piece sees a row that has left', async () => {
    const seen: number[] = [];
    const watched = {
      ...network,
      nodes: network.nodes.map((n) =>
        n.piece.id === 'block1' ? { ...n, piece: { ...n.piece, apply: ((x, w, p) => (seen.push(known(x['features'], 'its input').shape[0] ?? 0), n.piece.apply(x, w, p))) as typeof n.piece.apply } } : n,
      ),
    };
    const watching = createHandle({ network: watched, splits: handle.splits, batch: 30, weights: async () => drawn });
    const { exit } = await watching.infer(drawn, splits.validation, decision(0.5), 30);
    const stayed = exit.filter((e) => e > 0).length;
    expect(stayed).toBeGreaterThan(0);
    expect(stayed).toBeLessThan(30);
    expect(seen).toEqual([stayed]);
    seen.length = 0;
    await watching.infer(drawn, splits.validation, { leaves: (o, w) => Array.from({ length: o.length / w }, () => true) }, 30);
    expect(seen).toEqual([]);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await handle.infer(drawn, splits.validation, decision(0.5), 4);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the handle', () => {
  it('taps representations', async () => {
    const { taps, exits } = await handle.forward(drawn, splits.validation, { taps: ['block1'] });
    expect(taps['block1']?.length).toBe(30 * 6);
    expect(Object.keys(exits)).toEqual(['block0', 'block1', 'classifier']);
  });

  it('gives losses that agree with the stored logits', async () => {
    const [loss] = await handle.losses(drawn, splits.validation, [atLast]);
    const { heads } = await predict({ network, weights: drawn, split: splits.validation, batch: 30 });
    const logits = known(heads['classifier'], 'predicted');
    const byHand = Array.from(splits.validation.labels, (label, i) => {
      const row = [...logits.subarray(3 * i, 3 * i + 3)];
      return Math.log(row.reduce((s, x) => s + Math.exp(x), 0)) - known(row[label], 'a class');
    }).reduce((a, b) => a + b, 0) / 30;
    expect(loss).toBeCloseTo(byHand, 5);
  });

  it('gives gradients that predict the change of the loss', async () => {
    const [gradient] = await handle.gradients(drawn, splits.validation, [atLast]);
    const path = 'classifier/bias';
    const g = known(gradient?.[path], 'reached');
    const step = 0.01;
    const moved = { ...drawn, [path]: { ...g, values: known(drawn[path], 'drawn').values.map((v, i) => v - step * (g.values[i] as number)) } };
    const [before] = await handle.losses(drawn, splits.validation, [atLast]);
    const [after] = await handle.losses(moved, splits.validation, [atLast]);
    const squared = g.values.reduce((s, v) => s + v * v, 0);
    // First order in a step of 1/100: a few per cent.
    expect((known(before, 'a loss') - known(after, 'a loss')) / (step * squared)).toBeCloseTo(1, 1);
  });

  it('gives running statistics with gradients: every weight of the backbone is reached', async () => {
    const [gradient] = await handle.gradients(drawn, splits.validation, [atLast]);
    const backbone = network.nodes.filter((n) => n.part !== 'head').flatMap((n) => n.piece.weights.filter((w) => w.statistic !== true).map((w) => w.path));
    expect(Object.keys(known(gradient, 'one')).toSorted()).toEqual(backbone.toSorted());
  });

  it('re-estimates statistics to the exact mean over batches, whatever they were', async () => {
    const junk = Object.fromEntries(Object.entries(drawn).map(([p, v]) => [p, p.includes('norm/') && p.includes('mean') ? { ...v, values: v.values.map(() => 99) } : v]));
    const a = await handle.reestimate(drawn, subset(splits.train, Int32Array.from({ length: 56 }, (_, i) => i)));
    const b = await handle.reestimate(junk, subset(splits.train, Int32Array.from({ length: 56 }, (_, i) => i)));
    for (const [path, { values }] of Object.entries(a)) values.forEach((v, i) => expect(b[path]?.values[i]).toBeCloseTo(v, 5));
    const changed = Object.keys(a).filter((p) => a[p]?.values.join() !== drawn[p]?.values.join());
    expect(changed.length).toBeGreaterThan(0);
  });
});

describe('prediction', () => {
  it('leaves out exits whose heads were never drawn', async () => {
    const [result] = await runAll(network, plan(network, [{ ...jointPhase(2), train: 'backbone', losses: [{ kind: 'task', at: 'last', reduction: 'mean' }] } as ReturnType<typeof jointPhase>]));
    const { heads } = await predict({ network, weights: known(result, 'ran').weights, split: splits.validation, batch: 10 });
    expect(Object.keys(heads)).toEqual(['classifier']);
  });
});
