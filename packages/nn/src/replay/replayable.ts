import { type Tensors, known } from '@exitbench/core';
import { backend, type Tensor } from '@tensorflow/tfjs-core';

/** A recorded list of an engine's operations, which needs no JavaScript to run again. */
export interface Program {
  /** New tensors of the caller's, in the order in which they were recorded. */
  run(inputs: readonly Tensor[]): readonly Tensor[];
  dispose(): void;
}

/** What an engine offers that can run its operations again without being told each of them. */
export interface Recorder {
  /** Runs and records. No program where what ran cannot be repeated: it read values, so that what it did may hang on them. */
  record(inputs: readonly Tensor[], run: () => readonly Tensor[]): { readonly outputs: readonly Tensor[]; readonly program: Program | undefined };
}

/** A function of tensors that becomes quicker by repetition. */
export interface Replayable {
  /** As the function itself: new tensors of the caller's. */
  readonly run: (inputs: Tensors) => Tensors;
  /** Frees the programs. */
  readonly dispose: () => void;
}

/** Lets an engine's backend record. Engines call it when they start. */
export function offerRecorder(owner: object, recorder: Recorder): void {
  recorders.set(owner, recorder);
}

/**
 * Runs a function of tensors; where the engine can record, its operations are recorded at the second call and replayed
 * from the fourth on, without the function. Results are the same bit for bit: they are the same operations in the same
 * order. At the third call both run and are compared; where they differ, the function was not one of its inputs alone,
 * and it is never replayed.
 *
 * @param f depends on the values of its inputs and on nothing that changes from call to call. It gives new tensors, kept
 * beyond any tidy. Where shapes or names of inputs differ from those of the call before, the sequence begins again.
 */
export function replayable(f: (inputs: Tensors) => Tensors): Replayable {
  const recorder = recorders.get(backend());
  let calls = 0;
  let signature = '';
  let recorded: Recorded | undefined;

  function forget(): void {
    recorded?.program.dispose();
    recorded = undefined;
  }

  function run(inputs: Tensors): Tensors {
    if (recorder === undefined) return f(inputs);
    const names = Object.keys(inputs).toSorted();
    const now = names.map((name) => `${name} ${known(inputs[name], name).dtype} ${known(inputs[name], name).shape.join('×')}`).join('\n');
    if (now !== signature) {
      forget();
      [signature, calls] = [now, 0];
    }
    calls++;
    const given = names.map((name) => known(inputs[name], name));
    if (calls === 2) return recordOnce(recorder, given, inputs);
    if (recorded === undefined) return f(inputs);
    if (calls > 3) return named(recorded, recorded.program.run(given));
    const [own, replayed] = [f(inputs), named(recorded, recorded.program.run(given))];
    const same = isSame(own, replayed);
    for (const tensor of Object.values(replayed)) tensor.dispose();
    if (!same) forget();
    return own;
  }

  function recordOnce(by: Recorder, given: readonly Tensor[], inputs: Tensors): Tensors {
    let outputs: Tensors = {};
    const { program } = by.record(given, () => {
      outputs = f(inputs);
      return Object.values(outputs);
    });
    if (program !== undefined) recorded = { program, names: Object.keys(outputs) };
    return outputs;
  }

  return { run, dispose: forget };
}

// ---------------------------------------------------------------------------------------------------------------------

const recorders = new WeakMap<object, Recorder>();

interface Recorded {
  readonly program: Program;
  readonly names: readonly string[];
}

function named({ names }: Recorded, tensors: readonly Tensor[]): Tensors {
  return Object.fromEntries(names.map((name, i) => [name, known(tensors[i], name)]));
}

/** Bit for bit; engines that record can read at once. */
function isSame(a: Tensors, b: Tensors): boolean {
  return Object.entries(a).every(([name, one]) => {
    const other = known(b[name], name);
    const [x, y] = [one.dataSync(), other.dataSync()];
    return x.length === y.length && one.shape.join() === other.shape.join() && x.every((v, i) => Object.is(v, y[i]));
  });
}
