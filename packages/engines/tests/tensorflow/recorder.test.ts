import type { Tensors } from '@exitbench/core';
import { batchNormTrain, convolutionNormEval, rectify, replayable, softmaxCrossEntropy } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { readManifest } from '../../src/tensorflow/manifest.ts';
import { startEngine } from '../../src/index.ts';

const found = readManifest();
const isUpstream = 'manifest' in found && found.manifest.route === 'prebuilt';
/** Where nothing is amiss, a suite that was skipped is not one of the native engine's that should have run. */
const title = isUpstream ? 'programs (skipped: upstream’s binding runs none)' : `tensorflow: programs${'reason' in found ? ` (skipped: ${found.reason})` : ''}`;

/** Every kind of attribute, lists of texts among them, a constant, an operation that leads nowhere, an output that is an input, and one that is given twice. */
function step({ x, kernel, scale, labels, rate }: Tensors): Tensors {
  const [X, K, S, L, R] = [x, kernel, scale, labels, rate] as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Scalar];
  const made = tf.tidy(() => {
    const zeros = tf.zerosLike(S);
    tf.exp(X); // leads nowhere
    const loss = (k: tf.Tensor4D): tf.Scalar => {
      const [y] = batchNormTrain(tf.conv2d(X, k, 1, 'same'), S, zeros, zeros, tf.onesLike(S), { epsilon: 1e-5, momentum: 0.1 });
      const pooled = tf.maxPool(rectify(y) as tf.Tensor4D, 2, 2, 'same');
      return tf.mean(softmaxCrossEntropy(tf.sum(pooled, [1, 2]), L, 0));
    };
    const { value, grads } = tf.valueAndGrads((k: tf.Tensor) => loss(k as tf.Tensor4D))([K]);
    const moved = tf.sub(K, tf.mul(grads[0] as tf.Tensor, R));
    const norm = { scale: S, offset: zeros, mean: zeros, variance: tf.onesLike(S) };
    const evaluated = convolutionNormEval(X, K, norm, { stride: 1, mode: 'same', margins: [], epsilon: 1e-5, rectified: true });
    return { value, moved, evaluated, halves: tf.mul(moved, 0.5), again: tf.engine().makeTensorFromTensorInfo(moved), same: tf.engine().makeTensorFromTensorInfo(S) };
  });
  // Another name for a tensor counts as a reader of its own.
  for (const name of ['again', 'same'] as const) tf.backend().incRef(made[name].dataId);
  return Object.fromEntries(Object.entries(made).map(([name, t]) => [name, tf.keep(t)]));
}

const CONSTANT = [5, -6, 7, -8];

const inputsAt = (n: number): Tensors => ({
  x: tf.tensor4d(Float32Array.from({ length: 3 * 5 * 5 * 2 }, (_, i) => Math.sin(i * (n + 1))), [3, 5, 5, 2]),
  kernel: tf.tensor4d(Float32Array.from({ length: 3 * 3 * 2 * 4 }, (_, i) => Math.cos(i + n)), [3, 3, 2, 4]),
  scale: tf.tensor1d([1, 2, 0.5, n + 1]),
  labels: tf.tensor1d([0, 3, n % 4], 'int32'),
  rate: tf.scalar(0.1 / (n + 1)),
});

const valuesOf = (tensors: Tensors): readonly (readonly number[])[] => Object.values(tensors).map((t) => [...t.dataSync()]);

/** A test after which the engine holds as many tensors as before, in JavaScript and in the binding. */
function leavingNothing(test: () => void): void {
  const count = (): readonly number[] => [tf.memory().numTensors, (tf.backend() as unknown as { getNumOfTFTensors(): number }).getNumOfTFTensors()];
  const before = count();
  test();
  expect(count()).toEqual(before);
}

describe.skipIf('reason' in found || isUpstream)(`${title}`, () => {
  beforeAll(async () => void (await startEngine('tensorflow')));

  it('compute in place only what nobody else reads: not what is given, a view of it, a constant or an output', () => leavingNothing(() => {
    const constant = tf.tensor1d(CONSTANT);
    const { run, dispose } = replayable(({ x }: Tensors): Tensors => {
      const made = tf.tidy(() => {
        const X = x as tf.Tensor1D;
        const view = tf.add(tf.reshape(tf.reshape(X, [2, 2]), [4]), 1);
        const chain = tf.relu(tf.mul(tf.sub(view, 0.5), 3));
        const output = tf.add(chain, tf.mul(constant, 2));
        return { output, later: tf.relu(tf.mul(output, tf.relu(output))), twice: tf.mul(view, view) };
      });
      for (const tensor of Object.values(made)) tf.keep(tensor);
      return made;
    });
    for (let n = 0; n < 6; n++) {
      const given = [n, -1, 2.5, -n];
      const x = tf.tensor1d(given);
      const results = run({ x });
      const views = given.map((v) => v + 1);
      const outputs = views.map((v, i) => Math.max(3 * (v - 0.5), 0) + 2 * (CONSTANT[i] ?? 0));
      // + 0: the sign of a zero is nobody's business here.
      expect(valuesOf(results).map((list) => list.map((v) => v + 0))).toEqual([outputs, outputs.map((v) => Math.max(v * Math.max(v, 0), 0)), views.map((v) => v * v)]);
      expect([...x.dataSync()]).toEqual(given);
      expect([...constant.dataSync()]).toEqual(CONSTANT);
      tf.dispose([results, x]);
    }
    dispose();
    constant.dispose();
  }));

  it('give the same bits as the function, at every call', () => leavingNothing(() => {
    const { run, dispose } = replayable(step);
    for (let n = 0; n < 8; n++) {
      const inputs = inputsAt(n);
      const [own, replayed] = [step(inputs), run(inputs)];
      expect(Object.keys(replayed)).toEqual(Object.keys(own));
      expect(valuesOf(replayed)).toEqual(valuesOf(own));
      tf.dispose([inputs, own, replayed]);
    }
    dispose();
  }));

  it('run without the function, and faster for it: it is called three times', () => leavingNothing(() => {
    let called = 0;
    const { run, dispose } = replayable((inputs) => (called++, step(inputs)));
    for (let n = 0; n < 6; n++) {
      const inputs = inputsAt(n);
      tf.dispose([run(inputs), inputs]);
    }
    dispose();
    expect(called).toBe(3);
  }));

  it('are not made of what reads values', () => leavingNothing(() => {
    let called = 0;
    const { run, dispose } = replayable(({ x }) => {
      called++;
      const [top = 0] = tf.tidy(() => tf.max(x as tf.Tensor).dataSync());
      return { y: tf.mul(x as tf.Tensor, top) };
    });
    for (let n = 0; n < 5; n++) {
      const { x, ...others } = inputsAt(n);
      tf.dispose([run({ x: x as tf.Tensor }), x as tf.Tensor, others]);
    }
    dispose();
    expect(called).toBe(5);
  }));

  it('are not made of what reads values, though three calls would not show it', () => leavingNothing(() => {
    const { run, dispose } = replayable(({ x }) => {
      const [top = 0] = tf.tidy(() => tf.max(x as tf.Tensor).dataSync());
      return { y: tf.mul(x as tf.Tensor, top) };
    });
    // The largest changes at the fourth call only: a program would go on with that of the second.
    const found = [[1, 3], [3, 2], [0, 3], [5, 4], [1, 2]].map((given) => {
      const x = tf.tensor1d(given);
      const outputs = run({ x });
      const list = valuesOf(outputs)[0];
      tf.dispose([x, outputs]);
      return list;
    });
    dispose();
    expect(found).toEqual([[3, 9], [9, 6], [0, 9], [25, 20], [2, 4]]);
  }));

  it('are not made where one tensor is given twice: it may be two at another call', () => leavingNothing(() => {
    const { run, dispose } = replayable(({ a, b }) => ({ y: tf.sub(a as tf.Tensor, b as tf.Tensor) }));
    const [one, two] = [tf.scalar(1), tf.scalar(2)];
    const found = ([[one, one], [one, one], [one, one], [two, one], [one, two]] as const).map(([a, b]) => {
      const { y } = run({ a, b });
      const [value] = (y as tf.Tensor).dataSync();
      y?.dispose();
      return value;
    });
    expect(found).toEqual([0, 0, 0, 1, -1]);
    dispose();
    tf.dispose([one, two]);
  }));

  it('are dropped when they turn out to hang on something else', () => leavingNothing(() => {
    let factor = 1;
    const { run, dispose } = replayable(({ x }) => ({ y: tf.mul(x as tf.Tensor, factor++) }));
    const x = tf.tensor1d([1]);
    const found = [1, 2, 3, 4, 5].map(() => {
      const { y } = run({ x });
      const [value] = (y as tf.Tensor).dataSync();
      y?.dispose();
      return value;
    });
    expect(found).toEqual([1, 2, 3, 4, 5]);
    dispose();
    x.dispose();
  }));

  it('leave nothing behind where an operation fails, and say which', () => leavingNothing(() => {
    const backend = tf.backend() as unknown as {
      readonly binding: { readonly [constant: string]: number } & { compileProgram(text: unknown): number; runProgram(program: number, inputs: readonly number[]): unknown; deleteProgram(program: number): void };
      getInputTensorIds(of: readonly tf.Tensor[]): readonly number[];
    };
    const { binding } = backend;
    const relu = { name: 'Relu', attrs: [{ name: 'T', type: binding['TF_ATTR_TYPE'], value: binding['TF_FLOAT'] }], inputs: [0], outputs: [1], last: [] };
    const program = binding.compileProgram({ values: 3, operations: [relu, { name: 'NoSuchOperation', attrs: [], inputs: [1], outputs: [2], last: [1] }], inputs: [0], outputs: [2], constants: [] });
    const x = tf.tensor1d([-1, 1]);
    expect(() => binding.runProgram(program, backend.getInputTensorIds([x]))).toThrow('NoSuchOperation');
    expect(() => binding.runProgram(program, [-5])).toThrow('-5');
    expect(() => binding.runProgram(program, [])).toThrow('takes 1 inputs, not 0');
    binding.deleteProgram(program);
    expect(() => binding.runProgram(program, [])).toThrow('no such program');
    x.dispose();
  }));
});
