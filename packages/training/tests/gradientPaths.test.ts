import { type Backbone, type HeadKind, type Network, type Piece, type Placement, type Port, defineHead, joinNetwork, known } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { classifierPiece, dense, outputOf, port } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { runPhase } from '../src/phase.ts';
import { gradientByStep } from './support/gradientByStep.ts';
import { job } from './support/runAll.ts';
import { headsPhase, linearHead, plan, task, tinyNetwork } from './support/tiny.ts';

beforeAll(async () => {
  await startEngine('cpu');
});

/** Two outputs of width 4, each tanh of a dense layer of all inputs together. */
function twoOutputs(id: string, inputs: readonly Port[], names: readonly [string, string]): Piece {
  const width = inputs.reduce((sum, p) => sum + known(p.shape[0], 'a width'), 0);
  const layers = names.map((name) => [name, dense({ units: 4 })(`${id}/${name}`, [width])] as const);
  return {
    id, inputs, outputs: names.map((name) => port(name, [4])), representation: names[0],
    weights: layers.flatMap(([, layer]) => layer.weights), costs: layers.flatMap(([, layer]) => layer.costs), spec: 'two outputs',
    apply: (x, weights, pass) => {
      const all = tf.concat(inputs.map((p) => known(x[p.name], 'every input is given')), 1);
      return Object.fromEntries(layers.map(([name, layer]) => [name, tf.tanh(layer.apply(all, weights, pass))]));
    },
  };
}

const joined = (backbone: Omit<Backbone, 'inputs'>, head: HeadKind = linearHead, placement: Placement = 'dense'): Network =>
  joinNetwork({ inputs: [port('vector', [4])], ...backbone }, { placement, head, headParams: {} }, task);

/** block2 reads what block0 made, past the exits of block0 and block1. */
const skipping = joined({
  blocks: [
    twoOutputs('block0', [port('vector', [4])], ['features', 'early']),
    twoOutputs('block1', [port('features', [4])], ['features', 'unread']),
    twoOutputs('block2', [port('features', [4]), port('early', [4])], ['features', 'unread']),
  ],
  classifier: classifierPiece('classifier', port('features', [4]), dense({ units: 3 }), task),
});

/** Two tensors go from block to block. */
const twofold = joined({
  blocks: [
    twoOutputs('block0', [port('vector', [4])], ['features', 'second']),
    twoOutputs('block1', [port('features', [4]), port('second', [4])], ['features', 'second']),
    twoOutputs('block2', [port('features', [4]), port('second', [4])], ['features', 'second']),
  ],
  classifier: classifierPiece('classifier', port('features', [4]), dense({ units: 3 }), task),
});

describe('gradient equilibrium (I4)', () => {
  const networks = { 'that skips an exit': skipping, 'with two tensors between blocks': twofold };
  const behind: { readonly [piece: string]: readonly string[] } = {
    'block0': ['block0', 'block1', 'classifier'], 'block1': ['block1', 'classifier'], 'block2': ['classifier'],
    // The weights of exits are left alone: each has its own gradient.
    'block0/head': ['block0'], 'block1/head': ['block1'], 'classifier': ['classifier'],
  };

  it.each(Object.entries(networks).map(([name, network]) => ({ name, network })))('gives each block of a network $name the mean of the gradients of the exits behind it', async ({ network }) => {
    const single = Object.fromEntries(await Promise.all(network.exits.map(async ({ name }) => [name, await gradientByStep(network, [name], 'plain')] as const)));
    const equilibrium = await gradientByStep(network, 'all', 'equilibrium');
    for (const { piece } of network.nodes) {
      const exits = known(behind[piece.id], 'every piece is listed');
      for (const { path } of piece.weights) {
        equilibrium[path]?.forEach((g, i) => {
          const mean = exits.reduce((sum, exit) => sum + (single[exit]?.[path]?.[i] ?? 0), 0) / exits.length;
          expect(g).toBeCloseTo(mean, 6); // steps are differences of float32 weights below 1
        });
      }
    }
    const long = Object.keys(equilibrium).filter((path) => equilibrium[path]?.some((g) => Math.abs(g) > 1e-3));
    const unread = (path: string): boolean => path.includes('/unread/') || path.startsWith('block2/second/');
    expect(long.toSorted()).toEqual(network.nodes.flatMap((n) => n.piece.weights.map((w) => w.path)).filter((path) => !unread(path)).toSorted());
  });

  it('differs from the plain sum on both networks: the check can fail', async () => {
    for (const network of [skipping, twofold]) {
      const [plain, scaled] = [await gradientByStep(network, 'all', 'plain'), await gradientByStep(network, 'all', 'equilibrium')];
      const path = 'block0/features/kernel';
      expect(plain[path]?.some((g, i) => Math.abs(g - (scaled[path]?.[i] ?? 0)) > 1e-3)).toBe(true);
    }
  });
});

/** A linear head that also reads the logits of the heads before it, with a gradient or without. */
const cascade = (detached: boolean): HeadKind =>
  defineHead({
    id: 'cascade', module: import.meta.url, title: 'cascade', description: 'Reads earlier heads.', params: {},
    supports: () => true,
    build: ({ id, block: at, earlier, task: of }) => {
      const features = known(at.outputs[0], 'a block has an output');
      const before = earlier.map((h): Port => ({ name: `${h.id}.logits`, shape: [3], dtype: 'float32', detached }));
      const own = dense({ units: 3 })(id, features.shape);
      const mixing = before.map((p, i) => dense({ units: 3, bias: false })(`${id}/mix${i}`, p.shape));
      const layers = [own, ...mixing];
      return {
        id, inputs: [features, ...before], outputs: [outputOf(of)], output: 'logits', representation: 'logits',
        weights: layers.flatMap((l) => l.weights), costs: layers.flatMap((l) => l.costs), spec: 'cascade',
        apply: (x, weights, pass) => ({
          logits: tf.addN([features, ...before].map((p, i) => known(layers[i], 'one each').apply(known(x[p.name], 'every input is given'), weights, pass))),
        }),
      };
    },
  });

describe('an input that stops gradients', () => {
  const cascaded = (detached: boolean): Network => {
    const { nodes } = tinyNetwork();
    const blocks = nodes.filter((n) => n.part === 'block').map((n) => n.piece);
    return joined({ blocks, classifier: known(nodes.at(-1), 'a classifier').piece }, cascade(detached));
  };
  const train = async (network: Network) => (await runPhase(job(network, known(plan(network, [headsPhase(6)])[0], 'one phase')))).weights;
  const path = 'block0/head/kernel';

  it('lets no later head change an earlier one: it trains as if it were alone', async () => {
    const [alone, read] = [await train(tinyNetwork()), await train(cascaded(true))];
    expect(read[path]?.values).toEqual(alone[path]?.values);
    expect(read['block1/head/mix0/kernel']).toBeDefined();
  });

  it('is what makes that so: attached, the earlier head does change', async () => {
    const [alone, read] = [await train(tinyNetwork()), await train(cascaded(false))];
    expect(read[path]?.values).not.toEqual(alone[path]?.values);
  });
});
