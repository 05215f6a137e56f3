import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { startEngine } from '../../src/index.ts';
import { relativeDifference } from '../agreement.ts';
import { GRADIENT_CASES, TIE_CASES } from '../gradientCases.ts';
import { type Differentiable, type Gradients, readTapeGradients } from '../numericGradient.ts';
import { hasAdapter, noAdapter } from './adapterHere.ts';

const CASES = [...GRADIENT_CASES, ...TIE_CASES];

/** Of the largest entry, as for the other engines. */
const TOLERANCE = 1e-5;

describe.skipIf(!hasAdapter)(`webgpu: values and gradients equal those on cpu${noAdapter}`, { timeout: 900_000 }, () => {
  beforeAll(async () => {
    await startEngine('cpu');
    await startEngine('webgpu');
  });

  it.each(CASES)('$name', async (f) => {
    await tf.setBackend('cpu');
    const reference = await everythingOf(f);
    await tf.setBackend('webgpu');
    const found = await everythingOf(f);
    expect(Object.keys(found)).toEqual(Object.keys(reference));
    expect(Math.max(...differences(found, reference))).toBeLessThan(TOLERANCE);
  });

  it.each(CASES)('have the same bits again and leave nothing behind: $name', async (f) => {
    await tf.setBackend('webgpu');
    const first = await everythingOf(f); // kernels and what they cache
    const held = (): readonly number[] => [tf.memory().numTensors, tf.memory().numDataBuffers, tf.backend().numDataIds()];
    const before = held();
    expect(await everythingOf(f)).toEqual(first);
    expect(held()).toEqual(before);
  });

  it('would not be equal to those of another function', async () => {
    await tf.setBackend('webgpu');
    const square = (factor: number): Differentiable => ({ inputs: { x: { shape: [2], values: Float32Array.of(1, -2) } }, run: ({ x }) => tf.mul(tf.square(x as tf.Tensor), factor) });
    expect(Math.min(...differences(await everythingOf(square(1.001)), await everythingOf(square(1))))).toBeGreaterThan(TOLERANCE);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** The value, under an empty name, and the gradient of each input. */
async function everythingOf(f: Differentiable): Promise<Gradients> {
  const y = tf.tidy(() => f.run(Object.fromEntries(Object.entries(f.inputs).map(([name, i]) => [name, tf.tensor(Float32Array.from(i.values), [...i.shape])]))).clone());
  const value = Float32Array.from(await y.data());
  y.dispose();
  return { '': value, ...(await readTapeGradients(f)) };
}

function differences(found: Gradients, reference: Gradients): readonly number[] {
  return Object.entries(reference).map(([name, values]) => relativeDifference(found[name] ?? new Float32Array(), values));
}
