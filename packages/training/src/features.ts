import { type DType, ExitbenchError, type Split, type Tensors } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { batchesOf } from './batches.ts';
import { disposeAll } from './deviceWeights.ts';
import { type Values, inputValues } from './execute.ts';
import { startForward } from './forward.ts';
import type { StepPlan } from './step.ts';

/** Largest size of cached features, in bytes: one gibibyte. */
const LIMIT = 1_073_741_824;

/** The frozen prefix's outputs for every training sample, outside the engine. */
export interface Features {
  /** Rows of some samples, as tensors that the caller owns. */
  rows(positions: ArrayLike<number>): Values;
}

/** One output for all samples. */
interface Stored {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Values a sample. */
  readonly size: number;
  readonly values: Float32Array | Int32Array;
}

/**
 * Runs the frozen prefix once over a split, in batches of the phase's size.
 * @throws ExitbenchError `bad-phase` when the features would not fit.
 */
export async function cacheFeatures(plan: StepPlan, weights: Tensors, split: Split): Promise<Features> {
  const stored = new Map<string, Stored>();
  const forward = startForward(plan.network, weights, plan.extent.prefix, [...plan.border]);
  try {
    for (const { positions, batch } of batchesOf(plan.network, split, plan.phase.batch)) {
      const outputs = forward.run(inputValues(batch.inputs));
      try {
        for (const [name, tensor] of Object.entries(outputs)) {
          const entry = stored.get(name) ?? reserve(tensor, split.length, [...stored.values()]);
          stored.set(name, entry);
          entry.values.set(await tensor.data<'float32' | 'int32'>(), (positions[0] ?? 0) * entry.size);
        }
      } finally {
        disposeAll(outputs);
      }
    }
  } finally {
    forward.dispose();
  }
  return { rows: (positions) => new Map([...stored].map(([name, entry]) => [name, rowsOf(entry, positions)] as const)) };
}

// ---------------------------------------------------------------------------------------------------------------------

function reserve(tensor: tf.Tensor, samples: number, others: readonly Stored[]): Stored {
  const shape = tensor.shape.slice(1);
  const size = shape.reduce((a, b) => a * b, 1);
  const bytes = samples * size * 4 + others.reduce((sum, e) => sum + e.values.byteLength, 0);
  if (bytes > LIMIT) {
    throw new ExitbenchError('bad-phase', `The cached features would take ${Math.ceil(bytes / 1_048_576)} MiB; the limit is ${LIMIT / 1_048_576} MiB.`, {
      at: 'cacheFeatures', hint: 'Leave `cacheFeatures` out, or use fewer training samples or exits.',
    });
  }
  const whole = tensor.dtype === 'int32';
  return { shape, size, dtype: whole ? 'int32' : 'float32', values: whole ? new Int32Array(samples * size) : new Float32Array(samples * size) };
}

function rowsOf({ shape, size, dtype, values }: Stored, positions: ArrayLike<number>): tf.Tensor {
  const rows = dtype === 'int32' ? new Int32Array(positions.length * size) : new Float32Array(positions.length * size);
  for (let i = 0; i < positions.length; i++) {
    const start = (positions[i] as number) * size;
    rows.set(values.subarray(start, start + size), i * size);
  }
  return tf.tensor(rows, [positions.length, ...shape], dtype);
}
