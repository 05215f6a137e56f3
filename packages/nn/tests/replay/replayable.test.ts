import type { Tensors } from '@exitbench/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { type Recorder, offerRecorder, replayable } from '../../src/index.ts';

beforeAll(async () => void (await tf.setBackend('cpu')));

const double = (inputs: Tensors): Tensors => ({ twice: tf.mul(inputs['x'] as tf.Tensor, 2) });

/** Runs a function on numbers, one call after the other, and gives what it made of them. */
function calls(f: (inputs: Tensors) => Tensors, inputs: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const { run, dispose } = replayable(f);
  const results = inputs.map((values) => {
    const x = tf.tensor1d([...values]);
    const outputs = run({ x });
    const found = Object.values(outputs).flatMap((t) => [...t.dataSync()]);
    tf.dispose([x, outputs]);
    return found;
  });
  dispose();
  return results;
}

/** A function that counts its calls. */
function counted(f: (inputs: Tensors, call: number) => Tensors): { readonly f: (inputs: Tensors) => Tensors; readonly count: () => number } {
  let count = 0;
  return { f: (inputs) => f(inputs, ++count), count: () => count };
}

/** A recorder whose programs are functions given here, and what was asked of it. */
function fake(program: (x: tf.Tensor) => tf.Tensor | undefined): { readonly recorder: Recorder; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    recorder: {
      record(inputs, run) {
        asked.push(`record ${inputs.length}`);
        const outputs = run();
        const canRun = program(inputs[0] as tf.Tensor) !== undefined;
        const replay = (given: readonly tf.Tensor[]): readonly tf.Tensor[] => {
          asked.push('run');
          return [program(given[0] as tf.Tensor) as tf.Tensor];
        };
        return { outputs, program: canRun ? { run: replay, dispose: () => void asked.push('dispose') } : undefined };
      },
    },
  };
}

it('is the function itself where the engine cannot record', () => {
  const { f, count } = counted(double);
  expect(calls(f, [[1], [2], [3], [4], [5]])).toEqual([[2], [4], [6], [8], [10]]);
  expect(count()).toBe(5);
});

describe('where the engine can record', () => {
  const start = (program: Parameters<typeof fake>[0]): string[] => {
    const { recorder, asked } = fake(program);
    offerRecorder(tf.backend(), recorder);
    return asked;
  };

  it('records the second call, compares the third, and needs the function no more', () => {
    const asked = start((x) => tf.mul(x, 2));
    const { f, count } = counted(double);
    expect(calls(f, [[1], [2], [3], [4], [5]])).toEqual([[2], [4], [6], [8], [10]]);
    expect(count()).toBe(3);
    expect(asked).toEqual(['record 1', 'run', 'run', 'run', 'dispose']);
  });

  it('never replays what is no function of its inputs', () => {
    const asked = start((x) => tf.mul(x, 2)); // what was right at the second call
    const { f, count } = counted(({ x }, call) => ({ product: tf.mul(x as tf.Tensor, call) }));
    expect(calls(f, [[1], [1], [1], [1], [1]])).toEqual([[1], [2], [3], [4], [5]]);
    expect(count()).toBe(5);
    expect(asked).toEqual(['record 1', 'run', 'dispose']);
  });

  it('tells −0 from 0, and calls NaN equal to itself', () => {
    const zero = start(() => tf.tensor1d([0]));
    calls(() => ({ y: tf.tensor1d([-0]) }), [[1], [1], [1], [1]]);
    expect(zero).toEqual(['record 1', 'run', 'dispose']);
    const nan = start(() => tf.tensor1d([NaN]));
    calls(() => ({ y: tf.tensor1d([NaN]) }), [[1], [1], [1], [1]]);
    expect(nan).toEqual(['record 1', 'run', 'run', 'dispose']);
  });

  it.each(['first', 'second'])('compares all outputs: the %s is no function of the inputs', (wrong) => {
    const asked: string[] = [];
    offerRecorder(tf.backend(), {
      record: (_, run) => ({
        outputs: run(),
        // What was right at the second call.
        program: {
          run: ([x]) => {
            asked.push('run');
            return ['first', 'second'].map((name) => tf.mul(x as tf.Tensor, name === wrong ? 2 : 10));
          },
          dispose: () => void asked.push('dispose'),
        },
      }),
    });
    const { f, count } = counted(({ x }, call) => Object.fromEntries(['first', 'second'].map((name) => [name, tf.mul(x as tf.Tensor, name === wrong ? call : 10)])));
    const found = calls(f, [[1], [1], [1], [1], [1]]);
    expect(found).toEqual([1, 2, 3, 4, 5].map((call) => (wrong === 'first' ? [call, 10] : [10, call])));
    expect([count(), asked]).toEqual([5, ['run', 'dispose']]);
  });

  it('begins again with inputs of another type', () => {
    const asked = start((x) => tf.mul(x, 2));
    const { f, count } = counted(double);
    const { run, dispose } = replayable(f);
    for (const dtype of ['float32', 'float32', 'float32', 'float32', 'int32', 'int32', 'int32', 'int32'] as const) tf.tidy(() => void run({ x: tf.tensor1d([1], dtype) }));
    dispose();
    expect(count()).toBe(6);
    expect(asked).toEqual(['record 1', 'run', 'run', 'dispose', 'record 1', 'run', 'run', 'dispose']);
  });

  it('leaves alone what cannot be repeated', () => {
    const asked = start(() => undefined);
    const { f, count } = counted(double);
    expect(calls(f, [[1], [2], [3], [4]])).toEqual([[2], [4], [6], [8]]);
    expect([count(), asked]).toEqual([4, ['record 1']]);
  });

  it('begins again with inputs of another shape', () => {
    const asked = start((x) => tf.mul(x, 2));
    const { f, count } = counted(double);
    calls(f, [[1], [2], [3], [4], [1, 2], [1, 2], [1, 2], [1, 2]]);
    expect(count()).toBe(6);
    expect(asked).toEqual(['record 1', 'run', 'run', 'dispose', 'record 1', 'run', 'run', 'dispose']);
  });

  it('leaves no tensor behind', () => {
    start((x) => tf.mul(x, 2));
    const before = tf.memory().numTensors;
    calls(double, [[1], [2], [3], [4]]);
    // The fake's own look at whether it can run.
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});
