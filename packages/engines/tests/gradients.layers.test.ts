import { defineOp, runOp } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

import { startEngine } from '../src/index.ts';
import { relativeDifference, values } from './agreement.ts';
import { GRADIENT_CASES } from './gradientCases.ts';
import { type Differentiable, differenceGradients, tapeGradients } from './numericGradient.ts';

beforeAll(() => startEngine('cpu'));

/** Of the largest entry. Central differences leave about 1e-4 (see there); normalising small batches has third derivatives of order 100. */
const TOLERANCE = 3e-3;

describe('gradients by the tape equal central differences', () => {
  it.each(GRADIENT_CASES)('$name', (f) => {
    const tape = tapeGradients(f);
    const differences = differenceGradients(f);
    for (const name of Object.keys(f.inputs)) {
      expect(Math.max(...differences[name]?.map(Math.abs) ?? [])).toBeGreaterThan(0.01); // there is something to compare
      expect(relativeDifference(tape[name] ?? new Float32Array(), differences[name] ?? new Float32Array())).toBeLessThan(TOLERANCE);
    }
  });

  it('catches a gradient that is wrong by a factor', () => {
    const f = squareWith((dy, x) => tf.mul(dy, x)); // d x² = 2 x dx
    expect(relativeDifference(tapeGradients(f)['x'] ?? new Float32Array(), differenceGradients(f)['x'] ?? new Float32Array())).toBeCloseTo(0.5, 2);
  });

  it('catches a gradient that is wrong by one percent', () => {
    const f = squareWith((dy, x) => tf.mul(dy, tf.mul(x, 2.02)));
    expect(relativeDifference(tapeGradients(f)['x'] ?? new Float32Array(), differenceGradients(f)['x'] ?? new Float32Array())).toBeGreaterThan(TOLERANCE);
  });
});

describe('tensors', () => {
  it.each(GRADIENT_CASES)('are all disposed after $name', (f) => {
    tapeGradients(f); // kernels and what they cache
    const before = tf.memory();
    tapeGradients(f);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

let wrong = 0;

function squareWith(gradient: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor): Differentiable {
  const op = defineOp<'x', Record<never, never>>({
    name: `WrongSquare${wrong++}`,
    reference: ({ x }) => [tf.square(x)],
    inputsToSave: ['x'],
    gradient: ([dy], [x]) => ({ x: () => gradient(dy as tf.Tensor, x as tf.Tensor) }),
  });
  return { inputs: { x: { shape: [4], values: values(4, 3) } }, run: (inputs) => runOp(op, { x: inputs['x'] as tf.Tensor }, {})[0] as tf.Tensor };
}
