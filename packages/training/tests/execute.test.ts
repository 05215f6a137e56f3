import { type ExitGradient, type ResolvedTerm, extent, known, resolveSeed, termReads } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { readBatch } from '../src/batches.ts';
import { disposeAll, upload, withDrawn } from '../src/deviceWeights.ts';
import { gradientScales, inputValues, runPieces, runPiecesFreeing, sourceName } from '../src/execute.ts';
import { liveLosses, lossFactors, total } from '../src/losses.ts';
import { EVALUATION } from '../src/passes.ts';
import { gradientsOf } from '../src/tape.ts';
import { splits, tinyNetwork } from './support/tiny.ts';

beforeAll(async () => {
  await startEngine('cpu');
});

const network = tinyNetwork();
const ids = network.nodes.map((n) => n.piece.id);
const exits = network.exits.map((e) => e.name);
const term = (at: readonly string[]): ResolvedTerm => ({ kind: 'task', at, of: 'head', weight: 1, reduction: 'sum', smoothing: 0 });

/** Gradient of the losses at some exits with respect to a weight. */
function gradient(path: string, at: readonly string[], rule: ExitGradient): readonly number[] {
  const weights = upload(withDrawn({}, network.nodes.map((n) => n.piece), [], resolveSeed(0)));
  const batch = readBatch(network, splits.train, [0, 1, 2, 3, 4, 5, 6, 7]);
  const reach = extent(network, ids, termReads(network, { losses: [term(at)] }));
  const values = tf.tidy(() => {
    const { gradients } = gradientsOf(() => {
      const all = inputValues(batch.inputs);
      runPieces({ network, ids: reach.run, values: all, weights, passOf: () => EVALUATION, gradientScale: gradientScales(network, at, rule) });
      return total(liveLosses(network, [term(at)], reach.live, all, batch.labels, lossFactors(network, [term(at)])));
    }, [known(weights[path], 'a weight')]);
    return [...known(gradients[0], 'reached').dataSync()];
  });
  disposeAll(weights);
  return values;
}

describe('gradient equilibrium (I4)', () => {
  it.each([
    ['block0/dense/kernel', ['block0', 'block1', 'classifier']],
    ['block1/dense/kernel', ['block1', 'classifier']],
    ['block2/dense/kernel', ['classifier']],
  ])('gives %s the mean of the gradients of the exits behind it', (path, deeper) => {
    const single = deeper.map((exit) => gradient(path, [exit], 'plain'));
    const mean = known(single[0], 'there is one').map((_, i) => single.reduce((sum, g) => sum + known(g[i], 'same size'), 0) / deeper.length);
    gradient(path, exits, 'equilibrium').forEach((g, i) => expect(g).toBeCloseTo(known(mean[i], 'same size'), 6));
  });

  it('leaves the weights of heads alone', () => {
    const head = gradient('block0/head/kernel', exits, 'plain');
    gradient('block0/head/kernel', exits, 'equilibrium').forEach((g, i) => expect(g).toBeCloseTo(known(head[i], 'same size'), 7));
  });

  it('differs from plain sums: the check can fail', () => {
    const [plain, scaled] = [gradient('block0/dense/kernel', exits, 'plain'), gradient('block0/dense/kernel', exits, 'equilibrium')];
    expect(plain.some((g, i) => Math.abs(g - known(scaled[i], 'same size')) > 1e-4)).toBe(true);
  });

  it('counts only the exits in the losses', () => {
    const two = gradient('block0/dense/kernel', ['block1', 'classifier'], 'equilibrium');
    const single = ['block1', 'classifier'].map((exit) => gradient('block0/dense/kernel', [exit], 'plain'));
    two.forEach((g, i) => expect(g).toBeCloseTo((known(single[0]?.[i], 'x') + known(single[1]?.[i], 'x')) / 2, 6));
  });
});

describe('scaled exit gradients', () => {
  it('multiply what an exit sends back into the backbone', () => {
    const own = gradient('block0/dense/kernel', ['block0'], 'plain');
    gradient('block0/dense/kernel', ['block0'], { scale: [0.25, 1, 1] }).forEach((g, i) => expect(g).toBeCloseTo(0.25 * known(own[i], 'same size'), 7));
  });
});

describe('running without a tape', () => {
  it('frees all but what is kept, and gives what running with one gives', () => {
    const weights = upload(withDrawn({}, network.nodes.map((n) => n.piece), [], resolveSeed(0)));
    const batch = readBatch(network, splits.train, [0, 1, 2]);
    const before = tf.memory().numTensors;
    const freeing = inputValues(batch.inputs);
    runPiecesFreeing({ network, ids, values: freeing, weights, passOf: () => EVALUATION }, new Set(['classifier.logits']));
    expect([...freeing.keys()].filter((name) => name !== sourceName({ port: 'vector' }))).toEqual(['classifier.logits']);
    expect(tf.memory().numTensors).toBe(before + 1);
    const all = inputValues(batch.inputs);
    runPieces({ network, ids, values: all, weights, passOf: () => EVALUATION });
    expect([...known(freeing.get('classifier.logits'), 'kept').dataSync()]).toEqual([...known(all.get('classifier.logits'), 'ran').dataSync()]);
  });
});
