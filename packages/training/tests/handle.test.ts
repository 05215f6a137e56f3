import { createHash } from 'node:crypto';

import { type ExitDecision, type ModelHandle, type ResolvedTerm, type WeightValues, known, resolveSeed, subset } from '@exitbench/core';
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
  it.each([0.2, 0.5, 1, 100].flatMap((bound) => [1, 4, 13, 30].map((batch) => [bound, batch] as const)))('emits what the stored logits say with bound %d, %d at a time', async (bound, batch) => {
    const inferred = await handle.infer(drawn, splits.validation, decision(bound), batch);
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

  /** What the second block reads of 30 samples, row by row, when `staying` of them go on from the first exit. */
  async function readBySecond(staying: readonly number[]): Promise<readonly (readonly string[])[]> {
    const seen: string[][] = [];
    const watched = {
      ...network,
      nodes: network.nodes.map((n) =>
        n.piece.id === 'block1' ? { ...n, piece: { ...n.piece, apply: ((x, w, p) => (seen.push((known(x['features'], 'its input').arraySync() as number[][]).map((row) => row.join())), n.piece.apply(x, w, p))) as typeof n.piece.apply } } : n,
      ),
    };
    const watching = createHandle({ network: watched, splits: handle.splits, batch: 30, weights: async () => drawn });
    const leaves: ExitDecision['leaves'] = (outputs, width) => Array.from({ length: outputs.length / width }, (_, i) => !staying.includes(i));
    await watching.infer(drawn, splits.validation, { leaves, at: [0, 2] }, 30);
    return seen;
  }

  it('really stops: of rows that have left deeper pieces see so many that the size is one of a few', async () => {
    const [all] = await readBySecond(Array.from({ length: 30 }, (_, i) => i));
    const rows = known(all, 'it ran');
    expect(new Set(rows).size).toBe(30);
    const of = (staying: readonly number[]) => staying.map((i) => rows[i]);
    // Two of 30, and one: as they are. Three: four rows, the last twice. Nobody: nothing runs.
    expect(await readBySecond([4, 21])).toEqual([of([4, 21])]);
    expect(await readBySecond([29])).toEqual([of([29])]);
    expect(await readBySecond([4, 21, 25])).toEqual([of([4, 21, 25, 25])]);
    expect(await readBySecond([])).toEqual([]);
    // Nine of 30 have a size of 15; 27 have that of the batch, and nothing is moved.
    expect(await readBySecond([0, 1, 2, 3, 4, 5, 6, 7, 29])).toEqual([of([0, 1, 2, 3, 4, 5, 6, 7, 29, 29, 29, 29, 29, 29, 29])]);
    expect(await readBySecond(Array.from({ length: 27 }, (_, i) => i + 2))).toEqual([rows]);
  });

  it('asks the decision of those alone that have not left', async () => {
    const asked: number[][] = [];
    const leaves: ExitDecision['leaves'] = (outputs, width, exit) => {
      const rows = outputs.length / width;
      (asked[exit] ??= []).push(rows);
      return Array.from({ length: rows }, (_, i) => i % 3 === 0);
    };
    const { exit } = await handle.infer(drawn, splits.validation, { leaves }, 30);
    // 30, of which ten leave; 20, of which seven do; 13.
    expect(asked).toEqual([[30], [20]]);
    expect([0, 1, 2].map((e) => exit.filter((left) => left === e).length)).toEqual([10, 7, 13]);
    expect(Array.from(exit).slice(0, 9)).toEqual([0, 1, 2, 0, 2, 1, 0, 2, 2]);
  });

  it('notes each sample\'s own answer where some have left and the size stays', async () => {
    // Number 5 leaves at the first exit, then number 21, the twentieth of 29: 28 of 30 are no smaller size.
    const leaves: ExitDecision['leaves'] = (outputs, width, exit) => Array.from({ length: outputs.length / width }, (_, i) => i === [5, 20][exit]);
    const { exit, outputs } = await handle.infer(drawn, splits.validation, { leaves }, 30);
    const { heads } = await predict({ network, weights: drawn, split: splits.validation, batch: 30 });
    const wanted = Array.from({ length: 30 }, (_, i) => (i === 5 ? 0 : i === 21 ? 1 : 2));
    expect(Array.from(exit)).toEqual(wanted);
    const names = network.exits.map((e) => e.name);
    expect(Array.from(outputs)).toEqual(wanted.flatMap((at, i) => Array.from(known(heads[known(names[at], 'in range')], 'predicted').subarray(3 * i, 3 * i + 3), (v) => expect.closeTo(v, 5) as number)));
  });

  it('runs what the named exits need and nothing else', async () => {
    const ran = new Set<string>();
    const watched = {
      ...network,
      nodes: network.nodes.map((n) => ({ ...n, piece: { ...n.piece, apply: ((x, w, p) => (ran.add(n.piece.id), n.piece.apply(x, w, p))) as typeof n.piece.apply } })),
    };
    const watching = createHandle({ network: watched, splits: handle.splits, batch: 30, weights: async () => drawn });
    const { heads } = await predict({ network, weights: drawn, split: splits.validation, batch: 7 });
    const tried = async (at: readonly number[], bound: number) => {
      ran.clear();
      const inferred = await watching.infer(drawn, splits.validation, { ...decision(bound), at }, 30);
      return { ...inferred, ran: [...ran] };
    };
    const last = await tried([2], 0.5);
    expect(last.ran).toEqual(['block0', 'block1', 'block2', 'classifier']);
    expect(new Set(last.exit)).toEqual(new Set([2]));
    expect(last.outputs).toEqual(heads['classifier']);
    const first = await tried([0], 100);
    expect(first.ran).toEqual(['block0', 'block0/head']);
    expect(new Set(first.exit)).toEqual(new Set([0]));
    // Of three exits the second is passed over: its number stays that of the network.
    const two = await tried([0, 2], 0.5);
    expect(two.ran).toEqual(['block0', 'block0/head', 'block1', 'block2', 'classifier']);
    const all = await watching.infer(drawn, splits.validation, decision(0.5), 30);
    expect(two.exit).toEqual(all.exit.map((exit) => (exit === 0 ? 0 : 2)));
    expect(new Set(two.exit).size).toBe(2);
  });

  it.each([[[]], [[3]], [[1, 0]], [[1, 1]], [[-1]]])('takes no exits that are not there or not in order: %j', async (at) => {
    await expect(handle.infer(drawn, splits.validation, { ...decision(0.5), at }, 30)).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('gives the same with weights that were loaded once, whatever was asked before', async () => {
    const before = tf.memory().numTensors;
    const loaded = handle.load(drawn);
    const decisions = [decision(0.5), decision(1), { ...decision(0.5), at: [0, 2] }];
    for (const asked of [...decisions, ...decisions.toReversed()]) {
      for (const size of [4, 30]) expect(await loaded.infer(splits.validation, asked, size)).toEqual(await handle.infer(drawn, splits.validation, asked, size));
    }
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
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

describe('weights of a part', () => {
  const backbone = network.nodes.filter((n) => n.part !== 'head').flatMap((n) => n.piece.weights.map((w) => w.path));
  const ofBackbone = (values: WeightValues): WeightValues => Object.fromEntries(Object.entries(values).filter(([path]) => backbone.includes(path)));
  /** Ids of the pieces that ran. */
  async function ran(f: (watching: ModelHandle) => Promise<unknown>): Promise<readonly string[]> {
    const seen = new Set<string>();
    const nodes = network.nodes.map((n) => ({ ...n, piece: { ...n.piece, apply: ((x, w, p) => (seen.add(n.piece.id), n.piece.apply(x, w, p))) as typeof n.piece.apply } }));
    await f(createHandle({ network: { ...network, nodes }, splits: handle.splits, batch: 10, weights: async () => drawn }));
    return [...seen].toSorted();
  }

  it('runs only what has all of its weights', async () => {
    const own = ['block0', 'block1', 'block2', 'classifier'];
    expect(await ran((h) => h.reestimate(ofBackbone(drawn), splits.train))).toEqual(own);
    expect(await ran((h) => h.forward(ofBackbone(drawn), splits.train))).toEqual(own);
    expect(await ran((h) => h.losses(ofBackbone(drawn), splits.train, [atLast]))).toEqual(own);
    // With all weights heads run as well.
    expect(await ran((h) => h.reestimate(drawn, splits.train))).toEqual([...own, 'block0/head', 'block1/head'].toSorted());
  });

  it('re-estimates the backbone as if heads were there', async () => {
    expect(await handle.reestimate(ofBackbone(drawn), splits.train)).toEqual(ofBackbone(await handle.reestimate(drawn, splits.train)));
  });
});

describe('foreign weights', () => {
  /** SHA-256 over paths and bytes. */
  const digest = (values: WeightValues): string =>
    Object.entries(values).reduce((hash, [path, { values: v }]) => hash.update(path).update(new Uint8Array(v.buffer, v.byteOffset, v.byteLength)), createHash('sha256')).digest('hex');
  const scaled = (values: WeightValues): WeightValues => Object.fromEntries(Object.entries(values).map(([path, { shape, values: v }]) => [path, { shape, values: v.map((x) => 1.5 * x) }]));

  it('leave the stored ones untouched, and are left untouched themselves', async () => {
    const stored = structuredClone(drawn);
    const open = createHandle({ network, splits: handle.splits, batch: 7, weights: async () => stored });
    const [before, foreign] = [digest(stored), scaled(await open.weights({ phase: 0, share: 0.5 }))];
    const beforeForeign = digest(foreign);
    const calls = async (): Promise<void> => {
      await open.losses(foreign, splits.train, [atLast]);
      await open.forward(foreign, splits.train, { taps: ['block1'] });
      await open.gradients(foreign, splits.train, [atLast]);
      await open.reestimate(foreign, splits.train);
      await open.infer(foreign, splits.validation, decision(0.5), 4);
    };
    await calls();
    expect([digest(stored), digest(foreign)]).toEqual([before, beforeForeign]);
    // A handle that gives its statistics back in the arrays that it was given is noticed.
    const { values } = known(stored['block0/norm/mean'], 'batch norm has a mean');
    values.set(known((await open.reestimate(foreign, splits.train))['block0/norm/mean'], 're-estimated').values);
    expect(digest(stored)).not.toBe(before);
  });
});

describe('gradients of one exit', () => {
  const term = (exit: string): ResolvedTerm => ({ ...atLast, at: [exit] });
  const path = 'block0/dense/kernel';
  const { shape, values: kernel } = known(drawn[path], 'drawn');

  /** (ℒ(w + h) − ℒ(w − h)) / 2h for one value of the kernel. */
  async function difference(exit: string, i: number, h: number): Promise<number> {
    const at = async (step: number): Promise<number> => {
      const changed = { ...drawn, [path]: { shape, values: kernel.map((v, j) => (i === j ? v + step : v)) } };
      return known((await handle.losses(changed, splits.train, [term(exit)]))[0], 'a loss');
    };
    return ((await at(h)) - (await at(-h))) / (2 * h);
  }

  it.each(['block0', 'block1', 'classifier'])('are the finite differences of its own loss: %s', async (exit) => {
    const [mine, others] = await handle.gradients(drawn, splits.train, [term(exit), term(exit === 'block0' ? 'classifier' : 'block0')]);
    const gradient = known(mine?.[path], 'the first block is below every exit').values;
    const norm = Math.sqrt(gradient.reduce((s, g) => s + g * g, 0));
    const foreign = known(others?.[path], 'as well').values;
    let [off, offOthers] = [0, 0];
    for (let i = 0; i < gradient.length; i++) {
      const d = await difference(exit, i, 3e-4);
      off += (d - known(gradient[i], 'one each')) ** 2;
      offOthers += (d - known(foreign[i], 'one each')) ** 2;
    }
    // Rectifiers bend within a larger step, and losses are float32: a few per cent. Another exit's gradient is another one.
    expect(Math.sqrt(off) / norm).toBeLessThan(0.03);
    expect(Math.sqrt(offOthers) / norm).toBeGreaterThan(0.3);
  });
});

describe('prediction', () => {
  it('leaves out exits whose heads were never drawn', async () => {
    const [result] = await runAll(network, plan(network, [{ ...jointPhase(2), train: 'backbone', losses: [{ kind: 'task', at: 'last', reduction: 'mean' }] } as ReturnType<typeof jointPhase>]));
    const { heads } = await predict({ network, weights: known(result, 'ran').weights, split: splits.validation, batch: 10 });
    expect(Object.keys(heads)).toEqual(['classifier']);
  });
});
