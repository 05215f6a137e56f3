import { type ExitDecision, ExitbenchError, type LoadedModel, type Network, type Tensors, type WeightValues, ancestorsOf, exitPiece, known } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { batchesOf } from './batches.ts';
import { disposeAll, upload } from './deviceWeights.ts';
import { emittedName } from './evaluate.ts';
import { type Values, drop, inputValues, sourceName } from './execute.ts';
import { type Forward, startForward } from './forward.ts';

/**
 * Incremental inference that stops: after each exit, the rows that leave are taken out of every tensor that is still
 * needed, and nothing behind the exit runs for them. A batch whose rows have all left runs no further piece.
 *
 * An exit with a combiner emits the combiner's output. Where the decision names exits, nothing runs but what these need: with
 * the last one alone it is the plain backbone that runs.
 *
 * `infer` throws ExitbenchError `bad-argument` for exits that are not there or not in order.
 */
export function loadModel(network: Network, values: WeightValues): LoadedModel {
  const weights = upload(values);
  const prepared = new Map<ExitDecision, readonly Stage[]>();
  const width = network.task.kind === 'classification' ? network.task.classes : 1;
  return {
    async infer(source, decision, batchSize) {
      const stages = prepared.get(decision) ?? stagesOf(network, decision.at ?? network.exits.map((_, i) => i));
      prepared.set(decision, stages);
      const exit = new Int32Array(source.length);
      const outputs = new Float32Array(source.length * width);
      for (const { positions, batch } of batchesOf(network, source, batchSize)) {
        await inferBatch(stages, weights, inputValues(batch.inputs), positions, decision, (row, index, emitted) => {
          exit[row] = index;
          outputs.set(emitted, row * width);
        });
      }
      return { exit, outputs };
    },
    dispose() {
      for (const { forward } of [...prepared.values()].flat()) forward.dispose();
      disposeAll(weights);
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

type Leave = (row: number, exit: number, output: Float32Array) => void;

/** What runs from one exit to the next. */
interface Stage {
  readonly exit: number;
  readonly forward: Forward;
  /** Name of what the exit emits. */
  readonly emitted: string;
  /** Names of the values that later stages read. */
  readonly needed: ReadonlySet<string>;
}

function stagesOf(network: Network, at: readonly number[]): readonly Stage[] {
  if (at.length === 0 || at.some((exit, i) => network.exits[exit] === undefined || exit <= (at[i - 1] ?? -1))) {
    throw new ExitbenchError('bad-argument', `Samples cannot leave at the exits ${JSON.stringify(at)}.`, { at: 'infer', hint: `Name one or more of the ${network.exits.length} exits, counted from 0, in their order.` });
  }
  const leaving = at.map((exit) => ({ exit, piece: exitPiece(known(network.exits[exit], 'looked at'), 'combined') }));
  const running = new Set(ancestorsOf(network, leaving.map((l) => l.piece)));
  const nodes = network.nodes.filter((n) => running.has(n.piece.id));
  let done = 0;
  return leaving.map(({ exit, piece }) => {
    const start = done;
    done = nodes.findIndex((n) => n.piece.id === piece) + 1;
    const own = nodes.slice(start, done);
    const made = own.flatMap((n) => n.piece.outputs.map((output) => sourceName({ piece: n.piece.id, port: output.name })));
    const emitted = emittedName(network, piece);
    const needed = new Set(nodes.slice(done).flatMap((n) => Object.values(n.sources).map(sourceName)));
    const names = made.filter((name) => name === emitted || needed.has(name));
    return { exit, emitted, needed, forward: startForward(network, own.map((n) => n.piece.id), names) };
  });
}

async function inferBatch(stages: readonly Stage[], weights: Tensors, inputs: Values, positions: Int32Array, decision: ExitDecision, leave: Leave): Promise<void> {
  const given = new Set([...inputs.values()].map((t) => t.id));
  const values: Values = new Map(inputs);
  let rows = [...positions];
  try {
    for (const { exit, forward, emitted, needed } of stages) {
      for (const [name, tensor] of Object.entries(forward.run(weights, values))) values.set(name, tensor);
      const tensor = known(values.get(emitted), 'the exit has run');
      const data = await tensor.data<'float32'>();
      const width = data.length / rows.length;
      const isLast = exit === stages.at(-1)?.exit;
      const leaves = isLast ? rows.map(() => true) : decision.leaves(new Float32Array(data), width, exit);
      rows.forEach((row, i) => {
        if (leaves[i] === true) leave(row, exit, new Float32Array(data.subarray(i * width, (i + 1) * width)));
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
