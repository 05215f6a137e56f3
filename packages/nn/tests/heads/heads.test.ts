import { parameterCount, pieceCost } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { block, classifierPiece, dense, flatten, gapHead, pooledHead, port, relu, standardHead } from '../../src/index.ts';
import { passOf } from '../layers/passOf.ts';
import { startCpu } from '../startCpu.ts';

beforeAll(startCpu);

const classes = { kind: 'classification', classes: 10 } as const;
const values = { kind: 'regression', range: [0, 1] } as const;
const map = block('block3', port('image', [8, 8, 16]), relu());
const place = { id: 'block3/head', block: map, exit: 0, exits: 2, earlier: [], task: classes };

describe('the pooled head', () => {
  const head = pooledHead.build({ ...place, params: { size: 4 } });

  it('is named by its block, reads its representation and gives logits', () => {
    expect(head).toMatchObject({
      id: 'block3/head', inputs: [{ name: 'features', shape: [8, 8, 16] }], outputs: [{ name: 'logits', shape: [10] }], output: 'logits', representation: 'logits',
    });
    expect(head.weights.map((w) => w.path)).toEqual(['block3/head/pool/mix', 'block3/head/linear/kernel', 'block3/head/linear/bias']);
  });

  it('has 16 · 16 · 10 weights, 10 biases and a mix, and costs as many products', () => {
    expect(parameterCount([head])).toBe(2571);
    expect(pieceCost(head)).toBe(2560);
    expect(pieceCost(head, 'fvcore')).toBe(2560 + 2 * 1024 + 3 * 256);
  });

  it('differs in its spec with its size', () => {
    expect(pooledHead.build({ ...place, params: { size: 2 } }).spec).not.toEqual(head.spec);
  });

  it('gives one value in regression', () => {
    expect(pooledHead.build({ ...place, task: values, params: { size: 4 } })).toMatchObject({ output: 'values', outputs: [{ name: 'values', shape: [1] }] });
  });
});

describe('the gap head', () => {
  const head = gapHead.build({ ...place, params: {} });

  it('has 16 · 10 weights and 10 biases', () => {
    expect(parameterCount([head])).toBe(170);
    expect(pieceCost(head)).toBe(160);
  });

  it('averages, then maps linearly', () => {
    const two = gapHead.build({ ...place, block: block('block3', port('image', [1, 2, 1]), relu()), task: { kind: 'classification', classes: 2 }, params: {} });
    const weights = { 'block3/head/linear/kernel': tf.tensor2d([[1, -1]]), 'block3/head/linear/bias': tf.tensor1d([0, 5]) };
    const { logits } = two.apply({ features: tf.tensor4d([2, 4], [1, 1, 2, 1]) }, weights, passOf());
    expect([...(logits as tf.Tensor).dataSync()]).toEqual([3, 2]);
  });
});

describe('the standard head', () => {
  const tokens = block('block3', port('tokens', [3, 2]), relu());
  const head = standardHead.build({ ...place, block: tokens, params: {} });

  it('takes tokens, and no int32 ids', () => {
    expect(standardHead.supports(tokens)).toBe(true);
    const ids = { ...tokens, outputs: [port('features', [3, 2], 'int32')] };
    expect(standardHead.supports(ids)).toEqual({ reason: expect.stringContaining('int32[3, 2]') });
  });

  it('has 2 · 10 weights and 10 biases, and no norm', () => {
    expect(head.weights.map((w) => w.path)).toEqual(['block3/head/linear/kernel', 'block3/head/linear/bias']);
    expect(parameterCount([head])).toBe(30);
    expect([pieceCost(head), pieceCost(head, 'fvcore')]).toEqual([20, 20]);
  });

  it('maps the first token linearly and reads no other', () => {
    const two = standardHead.build({ ...place, block: tokens, task: { kind: 'classification', classes: 2 }, params: {} });
    const weights = { 'block3/head/linear/kernel': tf.tensor2d([[1, -1], [10, 0]]), 'block3/head/linear/bias': tf.tensor1d([0, 5]) };
    const { logits } = two.apply({ features: tf.tensor3d([[[2, 3], [70, 80], [90, 10]], [[4, 1], [5, 6], [7, 8]]]) }, weights, passOf());
    expect([...(logits as tf.Tensor).dataSync()]).toEqual([32, 3, 14, 1]);
  });

  it('gives one value in regression', () => {
    expect(standardHead.build({ ...place, block: tokens, task: values, params: {} })).toMatchObject({ output: 'values', outputs: [{ name: 'values', shape: [1] }] });
  });
});

describe('heads for maps', () => {
  it.each([pooledHead, gapHead])('$id: takes a map and says why not a vector', (kind) => {
    expect(kind.supports(map)).toBe(true);
    expect(kind.supports(block('block0', port('image', [8, 8, 16]), flatten()))).toEqual({ reason: expect.stringContaining('`block0` gives `features` as float32[1024]') });
  });

  it('the standard head refuses a map with a sentence', () => {
    expect(standardHead.supports(map)).toEqual({ reason: '`block3` gives `features` as float32[8, 8, 16], and this head takes tokens of [tokens, width].' });
  });

  it('a classifier of another width is refused', () => {
    expect(() => classifierPiece('classifier', port('features', [4]), dense({ units: 9 }), classes)).toThrow(expect.objectContaining({ code: 'bad-network', at: 'classifier' }));
  });
});
