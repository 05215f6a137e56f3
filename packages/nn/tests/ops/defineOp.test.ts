import * as tf from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';
import { beforeAll, describe, expect, it } from 'vitest';

import { defineOp, detach, embed, runOp, scaleGradient } from '../../src/index.ts';
import { startCpu } from '../startCpu.ts';

beforeAll(startCpu);

function first(tensors: readonly tf.Tensor[]): tf.Tensor {
  return known(tensors[0], 'one output');
}

describe('runOp', () => {
  // a · b² with what both gradients need made once: 2 a b and b².
  const op = defineOp<'a' | 'b', { times: number }>({
    name: 'TestProduct',
    reference: ({ a, b }, { times }) => [tf.mul(tf.mul(a, tf.square(b)), times)],
    inputsToSave: ['a', 'b'],
    gradient([dy], [a, b], { times }) {
      const scaled = tf.mul(tf.mul(known(dy, 'one output'), known(b, 'saved')), times);
      return { a: tf.mul(scaled, known(b, 'saved')), b: tf.mul(tf.mul(scaled, known(a, 'saved')), 2) };
    },
  });
  const run = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => first(runOp(op, { a, b }, { times: 10 }));

  it('computes the reference and the gradients, shared parts included', () => {
    expect([...run(tf.tensor1d([2]), tf.tensor1d([3])).dataSync()]).toEqual([180]);
    const [da, db] = tf.grads(run)([tf.tensor1d([2]), tf.tensor1d([3])]) as [tf.Tensor, tf.Tensor];
    expect([...da.dataSync(), ...db.dataSync()]).toEqual([90, 120]);
  });

  it('gives the gradient of one input where only that is asked for', () => {
    expect([...tf.grad((b) => run(tf.tensor1d([2]), b))(tf.tensor1d([3])).dataSync()]).toEqual([120]);
  });

  it('adds up where one tensor is two inputs: d x³ = 3 x²', () => {
    expect([...tf.grad((x) => run(x, x))(tf.tensor1d([3])).dataSync()]).toEqual([270]);
  });

  it('leaves no tensor behind, forward or backward', () => {
    const [a, b] = [tf.tensor1d([2]), tf.tensor1d([3])];
    const before = tf.memory().numTensors;
    run(a, b).dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(tf.grads(run)([a, b]));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('uses the kernel that an engine has registered', () => {
    const other = defineOp<'x', Record<never, never>>({ name: 'TestOverridden', reference: ({ x }) => [tf.mul(x, 2)] });
    tf.registerKernel({ kernelName: 'TestOverridden', backendName: 'cpu', kernelFunc: ({ inputs }) => tf.mul(inputs['x'] as tf.Tensor, 5) });
    expect([...first(runOp(other, { x: tf.tensor1d([1]) }, {})).dataSync()]).toEqual([5]);
  });

  it('ends the tape at an operation without a gradient', () => {
    const other = defineOp<'x', Record<never, never>>({ name: 'TestWithoutGradient', reference: ({ x }) => [tf.mul(x, 2)] });
    expect(() => tf.grad((x) => first(runOp(other, { x }, {})))(tf.tensor1d([1]))).toThrow(/TestWithoutGradient/);
  });
});

describe('detach', () => {
  it('hands on the values without a copy and without a gradient', () => {
    const x = tf.tensor1d([3]);
    const buffers = tf.memory().numDataBuffers;
    const y = detach(x);
    expect(tf.memory().numDataBuffers).toBe(buffers);
    expect([...y.dataSync()]).toEqual([3]);
    // d (x · c) with c = x held constant is c, not 2 x.
    expect([...tf.grad((v) => tf.mul(v, detach(v)))(x).dataSync()]).toEqual([3]);
    expect([...tf.grad((v) => tf.mul(v, v))(x).dataSync()]).toEqual([6]);
  });

  it('makes two handles, each disposed by itself', () => {
    const before = tf.memory().numTensors;
    const x = tf.tensor1d([3]);
    const y = detach(x);
    x.dispose();
    expect([...y.dataSync()]).toEqual([3]);
    y.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('scaleGradient', () => {
  it('is the identity forward, without a copy, and scales backward', () => {
    const x = tf.tensor1d([3]);
    const buffers = tf.memory().numDataBuffers;
    expect([...scaleGradient(x, 0.25).dataSync()]).toEqual([3]);
    expect(tf.memory().numDataBuffers).toBe(buffers);
    expect([...tf.grad((v) => tf.square(scaleGradient(v, 0.25)))(x).dataSync()]).toEqual([1.5]);
  });

  it('leaves other paths alone: x² / 4 + x² at 3', () => {
    expect([...tf.grad((v) => tf.add(tf.square(scaleGradient(v, 0.25)), tf.square(v)))(tf.tensor1d([3])).dataSync()]).toEqual([7.5]);
  });
});

describe('embed', () => {
  it('looks rows up, and sums gradients of rows that are looked up twice', () => {
    const ids = tf.tensor2d([[2, 0], [2, 2]], [2, 2], 'int32');
    const table = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
    expect([...embed(ids, table).dataSync()]).toEqual([5, 6, 1, 2, 5, 6, 5, 6]);
    const dy = tf.tensor3d([[[1, 10], [2, 20]], [[3, 30], [4, 40]]]);
    expect([...tf.grad((t) => embed(ids, t))(table, dy).dataSync()]).toEqual([2, 20, 0, 0, 8, 80]);
  });
});
