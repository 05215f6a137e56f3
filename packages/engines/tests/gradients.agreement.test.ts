import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { readManifest, startEngine } from '../src/index.ts';
import { relativeDifference } from './agreement.ts';
import { GRADIENT_CASES, TIE_CASES } from './gradientCases.ts';
import { type Differentiable, type Gradients, tapeGradients } from './numericGradient.ts';

const native = readManifest();
const noNative = 'reason' in native ? ` (skipped: ${native.reason})` : '';

const CASES = [...GRADIENT_CASES, ...TIE_CASES];

/** Of the largest entry: float32 carries 6e-8, and sums of a hundred terms in another order some ten times that. */
const TOLERANCE = 1e-5;

describe('values and gradients on wasm equal those on cpu', () => {
  beforeAll(async () => {
    await startEngine('wasm');
    await startEngine('cpu');
  });

  it.each(CASES)('wasm: $name', async (f) => expect(await difference(f, 'wasm')).toBeLessThan(TOLERANCE));

  it.each(CASES)('wasm: all tensors are disposed after $name', async (f) => expect(await leaked(f, 'wasm')).toEqual([0, 0]));
});

describe.skipIf('reason' in native)(`values and gradients on native TensorFlow equal those on cpu${noNative}`, () => {
  beforeAll(async () => {
    await startEngine('tensorflow');
    await startEngine('cpu');
  });

  it.each(CASES)('tensorflow: $name', async (f) => expect(await difference(f, 'tensorflow')).toBeLessThan(TOLERANCE));

  it.each(CASES)('tensorflow: all tensors are disposed after $name', async (f) => expect(await leaked(f, 'tensorflow')).toEqual([0, 0]));
});

it('the comparison sees a value that differs', async () => {
  await startEngine('cpu');
  const [found, other] = [new Float32Array([1, 2]), new Float32Array([1, 2.0001])];
  expect(relativeDifference(found, other)).toBeGreaterThan(TOLERANCE);
});

// ---------------------------------------------------------------------------------------------------------------------

/** Tensors and buffers that a second computation of the gradients leaves. */
async function leaked(f: Differentiable, backend: string): Promise<[number, number]> {
  await tf.setBackend(backend);
  tapeGradients(f); // kernels and what they cache
  const before = tf.memory();
  tapeGradients(f);
  return [tf.memory().numTensors - before.numTensors, tf.memory().numDataBuffers - before.numDataBuffers];
}

/** The largest difference of the outputs and of each gradient between a backend and `cpu`. */
async function difference(f: Differentiable, backend: string): Promise<number> {
  await tf.setBackend(backend);
  const [foundValues, found] = [outputs(f), tapeGradients(f)];
  await tf.setBackend('cpu');
  const [referenceValues, reference] = [outputs(f), tapeGradients(f)];
  return Math.max(relativeDifference(foundValues, referenceValues), ...Object.keys(f.inputs).map((name) => compare(found, reference, name)));
}

function compare(found: Gradients, reference: Gradients, name: string): number {
  return relativeDifference(found[name] ?? new Float32Array(), reference[name] ?? new Float32Array(1));
}

function outputs(f: Differentiable): Float32Array {
  const y = tf.tidy(() => f.run(Object.fromEntries(Object.entries(f.inputs).map(([name, i]) => [name, tf.tensor(Float32Array.from(i.values), [...i.shape])]))).clone());
  const values = Float32Array.from(y.dataSync());
  y.dispose();
  return values;
}
