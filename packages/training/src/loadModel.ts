import { type ExitDecision, ExitbenchError, type LoadedModel, type Network, type Tensors, type WeightValues, ancestorsOf, exitPiece, known } from '@exitbench/core';

import { ranges, readInputs } from './batches.ts';
import { disposeAll, upload } from './deviceWeights.ts';
import { emittedName } from './evaluate.ts';
import { inputValues, sourceName } from './execute.ts';
import { type Forward, startForward } from './forward.ts';
import { type Stage, inferBatch } from './inferBatch.ts';

/**
 * Incremental inference that stops: after each exit, the rows that leave are taken out of every tensor that is still
 * needed, and nothing behind the exit runs for them. A batch whose rows have all left runs no further piece. Tensors have one
 * of a few sizes, so what goes on may be padded with rows that nobody asks for.
 *
 * An exit with a combiner emits the combiner's output. Where the decision names exits, nothing runs but what these need: with
 * the last one alone it is the plain backbone that runs.
 *
 * `infer` throws ExitbenchError `bad-argument` for exits that are not there or not in order.
 */
export function loadModel(network: Network, values: WeightValues): LoadedModel {
  const weights = upload(values);
  const prepared = new Map<string, readonly Prepared[]>();
  const width = network.task.kind === 'classification' ? network.task.classes : 1;

  /** Decisions that name the same exits run the same pieces. */
  function stagesFor({ at = network.exits.map((_, i) => i) }: ExitDecision): readonly Prepared[] {
    const stages = prepared.get(at.join()) ?? stagesOf(network, weights, at);
    prepared.set(at.join(), stages);
    return stages;
  }

  return {
    async infer(source, decision, batchSize) {
      const stages = stagesFor(decision);
      const inferred = { exit: new Int32Array(source.length), outputs: new Float32Array(source.length * width) };
      for (const positions of ranges(source.length, batchSize)) {
        const inputs = readInputs(network, source, positions);
        try {
          await inferBatch(stages, inputValues(inputs), positions, decision, inferred);
        } finally {
          disposeAll(inputs);
        }
      }
      return inferred;
    },
    dispose() {
      for (const stage of [...prepared.values()].flat()) stage.dispose();
      disposeAll(weights);
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

interface Prepared extends Stage {
  readonly dispose: () => void;
}

function stagesOf(network: Network, weights: Tensors, at: readonly number[]): readonly Prepared[] {
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
    const reads = new Set(own.flatMap((n) => Object.values(n.sources).map(sourceName)).filter((name) => !made.includes(name)));
    const emitted = emittedName(network, piece);
    const needed = new Set(nodes.slice(done).flatMap((n) => Object.values(n.sources).map(sourceName)));
    const names = made.filter((name) => name === emitted || needed.has(name));
    const bySize = new Map<number, Forward>();
    return {
      exit, emitted, needed,
      run(size, values) {
        const forward = bySize.get(size) ?? startForward(network, weights, own.map((n) => n.piece.id), names);
        bySize.set(size, forward);
        return forward.run(new Map([...values].filter(([name]) => reads.has(name))));
      },
      dispose() {
        for (const forward of bySize.values()) forward.dispose();
      },
    };
  });
}
