import { type Labels, type Network, type Split, type Task, type Tensors, type WeightValues, ancestorsOf, nodeOf, uniqueWeights } from '@exitbench/core';

import { batchesOf } from './batches.ts';
import { disposeAll } from './deviceWeights.ts';
import { inputValues, sourceName } from './execute.ts';
import { startForward } from './forward.ts';

/**
 * Outputs of some pieces over a split, with running statistics and no noise. Each piece's memory is freed as soon as
 * nothing more reads it.
 *
 * @param names outputs to read, as `sourceName` writes them
 * @returns for each name: samples × the product of its shape
 */
export async function evaluate(
  network: Network, ids: readonly string[], weights: Tensors, split: Split, batchSize: number, names: readonly string[],
): Promise<{ readonly [name: string]: Float32Array }> {
  const forward = startForward(network, weights, ids, names);
  const results = new Map<string, Float32Array>();
  try {
    for (const { positions, batch } of batchesOf(network, split, batchSize)) {
      const outputs = forward.run(inputValues(batch.inputs));
      for (const [name, tensor] of Object.entries(outputs)) {
        const rows = await tensor.data<'float32'>();
        const width = rows.length / positions.length;
        let all = results.get(name);
        if (all === undefined) results.set(name, (all = new Float32Array(split.length * width)));
        all.set(rows, (positions[0] ?? 0) * width);
      }
      disposeAll(outputs);
    }
  } finally {
    forward.dispose();
  }
  return Object.fromEntries(results);
}

/** Whether every weight that a piece and those before it need has a value. */
export function hasWeights(network: Network, id: string, values: WeightValues): boolean {
  return uniqueWeights(ancestorsOf(network, [id]).map((a) => nodeOf(network, a).piece)).every((w) => values[w.path] !== undefined);
}

/** The name of what a piece emits. */
export function emittedName(network: Network, id: string): string {
  const { piece } = nodeOf(network, id);
  if (piece.output === undefined) throw new Error(`${id} has no output.`);
  return sourceName({ piece: id, port: piece.output });
}

export interface Score {
  /** Mean cross-entropy in nats, or mean squared error. */
  readonly loss: number;
  /** Share of right answers; of values, minus the mean squared error. */
  readonly accuracy: number;
}

/** Scores outputs against labels, in double precision. */
export function scoreOutputs(outputs: Float32Array, labels: Labels, task: Task): Score {
  const n = labels.length;
  if (task.kind === 'regression') {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const error = (outputs[i] as number) - (labels[i] as number);
      sum += error * error;
    }
    return { loss: sum / n, accuracy: -sum / n };
  }
  const { classes } = task;
  let loss = 0;
  let right = 0;
  for (let i = 0; i < n; i++) {
    const row = outputs.subarray(i * classes, (i + 1) * classes);
    let best = 0;
    for (let c = 1; c < classes; c++) if ((row[c] as number) > (row[best] as number)) best = c;
    const top = row[best] as number;
    let sum = 0;
    for (const x of row) sum += Math.exp(x - top);
    const label = labels[i] as number;
    loss += Math.log(sum) + top - (row[label] as number);
    if (best === label) right++;
  }
  return { loss: loss / n, accuracy: right / n };
}
