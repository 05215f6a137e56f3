import { type ExitDecision, type Inferred, type Tensors, known } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { sizeFor } from './batchSizes.ts';
import { type Values, drop } from './execute.ts';

/** What runs from one exit to the next. */
export interface Stage {
  readonly exit: number;
  /** Name of what the exit emits. */
  readonly emitted: string;
  /** Names of the values that later stages read. */
  readonly needed: ReadonlySet<string>;
  /** New values, the caller's, of tensors that have `size` rows. A piece may hand on what it was given. */
  readonly run: (size: number, values: Values) => Tensors;
}

/**
 * Infers some samples together, until the last has left.
 *
 * @param inputs by `sourceName`; they stay the caller's
 * @param positions of the samples in the source
 * @param into gets each sample's exit and answer at its position
 */
export async function inferBatch(stages: readonly Stage[], inputs: Values, positions: Int32Array, decision: ExitDecision, into: Inferred): Promise<void> {
  const given = new Set([...inputs.values()].map((t) => t.id));
  const values: Values = new Map(inputs);
  // Of those that have not left: where they are in the source, and in which row of the tensors.
  let samples = positions;
  let rows = positions.map((_, i) => i);
  let size = rows.length;
  try {
    for (const stage of stages) {
      for (const [name, tensor] of Object.entries(stage.run(size, values))) values.set(name, tensor);
      const outputs = pickRows(await known(values.get(stage.emitted), 'the exit has run').data<'float32'>(), rows, size);
      const leaves = stage === stages.at(-1) ? undefined : decision.leaves(outputs.slice(), outputs.length / rows.length, stage.exit);
      note(stage.exit, outputs, samples, leaves, into);
      for (const name of Array.from(values.keys())) if (!stage.needed.has(name)) drop(values, name, given);
      if (leaves === undefined) break;
      const stays = (_: number, i: number): boolean => leaves[i] !== true;
      [samples, rows] = [samples.filter(stays), rows.filter(stays)];
      if (rows.length === 0) break;
      const wanted = sizeFor(rows.length, positions.length);
      if (wanted < size) {
        keepRows(values, rows, wanted, given);
        rows = rows.map((_, i) => i);
        size = wanted;
      }
    }
  } finally {
    for (const name of Array.from(values.keys())) drop(values, name, given);
  }
}

// ---------------------------------------------------------------------------------------------------------------------

/** Some rows of `size`: all of them as they are, or a copy. */
function pickRows(data: Float32Array, rows: Int32Array, size: number): Float32Array {
  if (rows.length === size) return data;
  const width = data.length / size;
  const picked = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) for (let c = 0; c < width; c++) picked[i * width + c] = data[(rows[i] as number) * width + c] as number;
  return picked;
}

/** Notes who leaves at an exit, all where nobody has decided, and with what. */
function note(exit: number, outputs: Float32Array, samples: Int32Array, leaves: readonly boolean[] | undefined, into: Inferred): void {
  const width = outputs.length / samples.length;
  for (let i = 0; i < samples.length; i++) {
    if (leaves !== undefined && leaves[i] !== true) continue;
    const sample = samples[i] as number;
    into.exit[sample] = exit;
    for (let c = 0; c < width; c++) into.outputs[sample * width + c] = outputs[i * width + c] as number;
  }
}

/** Keeps some rows of every value, the last of them as often as it takes to have `size`. */
function keepRows(values: Values, rows: Int32Array, size: number, given: ReadonlySet<number>): void {
  const index = tf.tensor1d(Int32Array.from({ length: size }, (_, i) => rows[Math.min(i, rows.length - 1)] as number), 'int32');
  const kept = new Map<number, tf.Tensor>();
  // A copy: entries are replaced on the way.
  for (const [name, tensor] of Array.from(values)) {
    const smaller = kept.get(tensor.id) ?? tf.gather(tensor, index);
    kept.set(tensor.id, smaller);
    drop(values, name, given);
    values.set(name, smaller);
  }
  index.dispose();
}
