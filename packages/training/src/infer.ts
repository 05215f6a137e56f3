import { type ExitDecision, type Inferred, type Network, type Split, type Tensors, exitPiece, known } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { batchesOf } from './batches.ts';
import { emittedName } from './evaluate.ts';
import { type Values, drop, inputValues, runPiecesFreeing, sourceName } from './execute.ts';
import { EVALUATION } from './passes.ts';

/**
 * Incremental inference that stops: after each exit, the rows that leave are taken out of every tensor that is still
 * needed, and nothing behind the exit runs for them. A batch whose rows have all left runs no further piece.
 *
 * An exit with a combiner emits the combiner's output.
 */
export async function infer(network: Network, weights: Tensors, split: Split, decision: ExitDecision, batchSize: number): Promise<Inferred> {
  const exit = new Int32Array(split.length);
  const width = network.task.kind === 'classification' ? network.task.classes : 1;
  const outputs = new Float32Array(split.length * width);
  for (const { positions, batch } of batchesOf(network, split, batchSize)) {
    await inferBatch(network, weights, inputValues(batch.inputs), positions, decision, (row, index, values) => {
      exit[row] = index;
      outputs.set(values, row * width);
    });
  }
  return { exit, outputs };
}

// ---------------------------------------------------------------------------------------------------------------------

type Leave = (row: number, exit: number, output: Float32Array) => void;

async function inferBatch(network: Network, weights: Tensors, inputs: Values, positions: Int32Array, decision: ExitDecision, leave: Leave): Promise<void> {
  const { nodes, exits } = network;
  const given = new Set([...inputs.values()].map((t) => t.id));
  const values: Values = new Map(inputs);
  let rows = [...positions];
  let done = 0;
  try {
    for (const [index, e] of exits.entries()) {
      const piece = exitPiece(e, 'combined');
      const end = nodes.findIndex((n) => n.piece.id === piece) + 1;
      const segment = nodes.slice(done, end).map((n) => n.piece.id);
      done = end;
      const needed = neededAfter(network, done);
      const emitted = emittedName(network, piece);
      runPiecesFreeing({ network, ids: segment, values, weights, passOf: () => EVALUATION }, new Set([...needed, emitted]));
      const tensor = known(values.get(emitted), 'the exit has run');
      const data = await tensor.data<'float32'>();
      const width = data.length / rows.length;
      const isLast = index === exits.length - 1;
      const leaves = isLast ? rows.map(() => true) : decision.leaves(new Float32Array(data), width, index);
      rows.forEach((row, i) => {
        if (leaves[i] === true) leave(row, index, new Float32Array(data.subarray(i * width, (i + 1) * width)));
      });
      for (const name of Array.from(values.keys())) if (!needed.has(name)) drop(values, name, given);
      const staying = rows.flatMap((_, i) => (leaves[i] === true ? [] : [i]));
      if (staying.length === 0) break;
      if (staying.length < rows.length) compact(values, staying, given);
      rows = staying.map((i) => known(rows[i], 'in range'));
    }
  } finally {
    for (const name of Array.from(values.keys())) drop(values, name, given);
  }
}

/** Names of the values that pieces from a position on read and that are made before it. */
function neededAfter(network: Network, position: number): ReadonlySet<string> {
  return new Set(network.nodes.slice(position).flatMap((n) => Object.values(n.sources).map(sourceName)));
}

/** Keeps some rows of every value. */
function compact(values: Values, staying: readonly number[], given: ReadonlySet<number>): void {
  const index = tf.tensor1d(Int32Array.from(staying), 'int32');
  const compacted = new Map<number, tf.Tensor>();
  // A copy: entries are replaced on the way.
  for (const [name, tensor] of Array.from(values)) {
    const smaller = compacted.get(tensor.id) ?? tf.gather(tensor, index);
    compacted.set(tensor.id, smaller);
    drop(values, name, given);
    values.set(name, smaller);
  }
  index.dispose();
}
