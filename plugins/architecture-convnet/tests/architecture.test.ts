import { type Task, describePiece, inferenceCosts, joinNetwork, parameterCount, resolveParams } from '@exitbench/core';
import { gapHead } from '@exitbench/nn';
import { checkOverfitting, testArchitecture } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

const task: Task = { kind: 'classification', classes: 10 };
const input = [{ name: 'image', shape: [32, 32, 1], dtype: 'float32' }] as const;
const params = resolveParams(plugin.params, {}, 'params');
const backbone = plugin.build({ input, task, params });

testArchitecture(plugin, { params: [{ widths: [4, 6], strides: [1, 2] }] });

it('has six blocks of the widths and strides that it is known for', () => {
  expect(backbone.blocks.map((b) => [b.id, ...(b.outputs[0]?.shape ?? [])])).toEqual([
    ['block0', 32, 32, 8], ['block1', 32, 32, 8], ['block2', 16, 16, 16], ['block3', 16, 16, 16], ['block4', 8, 8, 32], ['block5', 8, 8, 32],
  ]);
});

it('has 9·in·out weights a convolution, 2·out a normalisation and a linear classifier', () => {
  const convolutions = 9 * (1 * 8 + 8 * 8 + 8 * 16 + 16 * 16 + 16 * 32 + 32 * 32);
  const norms = 2 * (8 + 8 + 16 + 16 + 32 + 32);
  expect(parameterCount([...backbone.blocks, backbone.classifier])).toBe(convolutions + norms + 32 * 10 + 10);
});

it('has first exits at a few per cent of its cost', () => {
  const network = joinNetwork(backbone, { placement: 'dense', head: gapHead, headParams: {} }, task);
  const { base, exits } = inferenceCosts(network);
  // 1024·(72 + 576) + 256·(1152 + 2304) + 64·(4608 + 9216) + 320
  expect(base).toBe(2_433_344);
  expect(exits.map((c) => Math.round((100 * c) / base))).toEqual([3, 27, 39, 64, 76, 100]);
});

it('names weights by block and part', () => {
  expect(backbone.blocks[0]?.weights.map((w) => w.path)).toEqual([
    'block0/conv/kernel', 'block0/norm/scale', 'block0/norm/offset', 'block0/norm/mean', 'block0/norm/variance',
  ]);
  expect(describePiece(backbone.classifier)).toMatchObject({ inputs: [{ name: 'features' }], output: 'logits' });
});

it('gives one value in regression', () => {
  const values = plugin.build({ input, task: { kind: 'regression', range: [0, 1] }, params }).classifier;
  expect(values.outputs).toEqual([{ name: 'values', shape: [1], dtype: 'float32' }]);
});

it('refuses widths and strides of different lengths with a reason', () => {
  const facts = { id: 'dataset-x', modality: 'image', task, input, trainSize: 1 } as const;
  expect(plugin.supports(facts, { ...params, strides: [1] })).toEqual({ reason: 'It needs as many strides as widths, not 1 and 6.' });
});

it('learns 64 images by heart at every exit', async () => {
  expect(await checkOverfitting(plugin)).toEqual([]);
});

it('does not in three steps: the check can fail', async () => {
  expect((await checkOverfitting(plugin, { steps: 3 })).length).toBeGreaterThan(0);
});
