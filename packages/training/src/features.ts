import { ExitbenchError, type Split, type Tensors } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { disposeBatch, ranges, readBatch } from './batches.ts';
import type { Values } from './execute.ts';
import { EVALUATION } from './passes.ts';
import { type StepPlan, runPrefix } from './step.ts';

/** Largest size of cached features, in bytes: one gibibyte. */
const LIMIT = 1_073_741_824;

/** The frozen prefix's outputs for every training sample, outside the engine. */
export interface Features {
  /** Rows of some samples, as tensors that the caller owns. */
  rows(positions: ArrayLike<number>): Values;
}

/**
 * Runs the frozen prefix once over a split, in batches of the phase's size.
 * @throws ExitbenchError `bad-phase` when the features would not fit.
 */
export async function cacheFeatures(plan: StepPlan, weights: Tensors, split: Split): Promise<Features> {
  const stored = new Map<string, { readonly shape: readonly number[]; readonly size: number; readonly values: Float32Array }>();
  for (const positions of ranges(split.length, plan.phase.batch)) {
    const batch = readBatch(plan.network, split, positions);
    const values = runPrefix(plan, weights, batch, () => EVALUATION);
    for (const [name, tensor] of values) {
      const shape = tensor.shape.slice(1);
      const size = shape.reduce((a, b) => a * b, 1);
      let entry = stored.get(name);
      if (entry === undefined) {
        checkSize(split.length * size * 4 + [...stored.values()].reduce((sum, e) => sum + e.values.byteLength, 0));
        entry = { shape, size, values: new Float32Array(split.length * size) };
        stored.set(name, entry);
      }
      entry.values.set(await tensor.data<'float32'>(), (positions[0] ?? 0) * size);
      tensor.dispose();
    }
    disposeBatch(batch);
  }
  return {
    rows: (positions) =>
      new Map(
        [...stored].map(([name, { shape, size, values }]) => {
          const rows = new Float32Array(positions.length * size);
          for (let i = 0; i < positions.length; i++) {
            const start = (positions[i] as number) * size;
            rows.set(values.subarray(start, start + size), i * size);
          }
          return [name, tf.tensor(rows, [positions.length, ...shape])] as const;
        }),
      ),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function checkSize(bytes: number): void {
  if (bytes <= LIMIT) return;
  throw new ExitbenchError('bad-phase', `The cached features would take ${Math.ceil(bytes / 1_048_576)} MiB; the limit is ${LIMIT / 1_048_576} MiB.`, {
    at: 'cacheFeatures', hint: 'Leave `cacheFeatures` out, or use fewer training samples or exits.',
  });
}
