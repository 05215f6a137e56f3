import { type Task, type WeightSpec, type WeightValues, joinNetwork, randomStream, resolveParams, resolveSeed, uniqueWeights } from '@exitbench/core';
import { drawWeight, port, standardHead } from '@exitbench/nn';
import { arraySplit, referenceOutputs } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { plugin } from '../src/index.ts';
import theirs from './timm.json' with { type: 'json' };

const SIDE = 32;
const PIXELS = SIDE * SIDE * 3;
const TASK: Task = { kind: 'classification', classes: 10 };
/** Between two logits, which are of the order of 1. timm's with norms of 1e-5 instead of 1e-6 are 1.7e-4 away. */
const TOLERANCE = 1e-4;

/** The start of each weight, constants moved a little: with biases of 0 and scales of 1 a swap of two would not show. */
function drawn(specs: readonly WeightSpec[]): WeightValues {
  const seed = resolveSeed(0);
  return Object.fromEntries(specs.map((spec) => {
    const random = randomStream(seed, 'analysis', `parity ${spec.path}`);
    const start = drawWeight(spec, seed);
    return [spec.path, { shape: spec.shape, values: spec.init.kind === 'constant' ? start.map((value) => value + 0.1 * random.normal()) : start }];
  }));
}

// timm.json is written by tools/parity/timm.mjs, which draws the same weights and computes the same images.
it('answers at every exit what timm’s model of the same weights answers', { timeout: 180_000 }, async () => {
  const input = [port('image', [SIDE, SIDE, 3])];
  const backbone = plugin.build({ input, task: TASK, params: resolveParams(plugin.params, {}, 'params') });
  const network = joinNetwork(backbone, { placement: ['block1', 'block3'], head: standardHead, headParams: {} }, TASK);
  const images = [0, 1].map((i) => Array.from({ length: PIXELS }, (_, p) => (((i * PIXELS + p) * 7919) % 1009) / 504 - 1));
  const split = arraySplit(input, TASK, images.map((image) => ({ inputs: { image }, label: 0 })));
  const ours = await referenceOutputs(network, drawn(uniqueWeights(network.nodes.map((n) => n.piece))), split);
  expect(Object.keys(ours).toSorted()).toEqual(Object.keys(theirs).toSorted());
  const apart = Object.entries(theirs).map(([exit, logits]) => Math.max(...logits.flat().map((v, i) => Math.abs(v - (ours[exit]?.[i] ?? NaN)))));
  // Not `toBeGreaterThan`: a difference that is not a number is too far.
  expect(apart.every((difference) => difference <= TOLERANCE), `differences of [${apart.join(', ')}]`).toBe(true);
});
