import { type Program, type Recorder, offerRecorder } from '@exitbench/nn';
import { known } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

/** What the native binding tells of a tensor that an operation made. */
interface TensorInfo {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** An operation as the binding runs it; tensors are numbers of its table. */
interface Operation {
  readonly name: string;
  readonly attrs: readonly unknown[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A list of operations whose values are numbered from 0. */
interface ProgramText {
  readonly values: number;
  /** `last`: values that nothing reads after this operation. */
  readonly operations: readonly (Operation & { readonly last: readonly number[] })[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Values that are the same at every run, with the tensors that they are. */
  readonly constants: readonly (readonly [value: number, tensor: number])[];
}

/** The part of the native binding that recording needs; what is optional is there when the set-up has compiled it. */
interface Binding {
  createTensor(shape: readonly number[], dtype: number, values: unknown): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): unknown;
  executeOp(name: string, attrs: readonly unknown[], inputs: readonly number[], outputs: number): readonly TensorInfo[];
  /** As `executeOp`, for attributes that are lists of texts. */
  executeListOp?(name: string, attrs: readonly unknown[], inputs: readonly number[], outputs: number): readonly TensorInfo[];
  readonly compileProgram?: (text: ProgramText) => number;
  readonly runProgram?: (program: number, inputs: readonly number[]) => readonly TensorInfo[];
  readonly deleteProgram?: (program: number) => void;
}

interface NativeBackend {
  binding: Binding;
  /** Ids in the binding's table; values that were not yet handed over are now. */
  getInputTensorIds(tensors: readonly tf.Tensor[]): readonly number[];
  createOutputTensor(info: TensorInfo): tf.Tensor;
}

/** Lets the current backend record, where its binding can run programs: upstream's own cannot. */
export function installRecorder(): void {
  const backend = tf.backend() as unknown as NativeBackend;
  const { compileProgram, runProgram, deleteProgram } = backend.binding;
  if (compileProgram === undefined || runProgram === undefined || deleteProgram === undefined) return;
  offerRecorder(backend, recorderOf(backend, { compileProgram, runProgram, deleteProgram }));
}

// ---------------------------------------------------------------------------------------------------------------------

function recorderOf(backend: NativeBackend, { compileProgram, runProgram, deleteProgram }: Required<Pick<Binding, 'compileProgram' | 'runProgram' | 'deleteProgram'>>): Recorder {
  const idOf = (tensor: tf.Tensor): number => known(backend.getInputTensorIds([tensor])[0], 'one tensor has one id');
  return {
    record(inputs, run) {
      const given = inputs.map(idOf);
      const log = listen(backend);
      try {
        const outputs = run();
        // A tensor that is given twice may be two at the next call, and nothing tells which of them an operation read.
        const program = log.hasRead() || new Set(given).size < given.length ? undefined : compileProgram(textOf(log.operations, given, outputs.map(idOf)));
        return { outputs, program: program === undefined ? undefined : programOf(program) };
      } finally {
        log.end();
      }
    },
  };

  function programOf(program: number): Program {
    return {
      run: (inputs) => runProgram(program, inputs.map(idOf)).map((info) => tf.keep(backend.createOutputTensor(info))),
      dispose: () => deleteProgram(program),
    };
  }
}

/** Notes what the backend has its binding do, until `end`. No tensor is freed before that. */
function listen(backend: NativeBackend): { readonly operations: readonly Operation[]; readonly hasRead: () => boolean; readonly end: () => void } {
  const { binding } = backend;
  const operations: Operation[] = [];
  const made = new Set<number>();
  const freed: number[] = [];
  let read = false;
  const noting = (execute: Binding['executeOp']): Binding['executeOp'] => (name, attrs, inputs, count) => {
    const infos = execute(name, attrs, inputs, count);
    operations.push({ name, attrs, inputs: [...inputs], outputs: infos.map((info) => info.id) });
    return infos;
  };
  // The binding's constants are not enumerable: the listener inherits them.
  backend.binding = Object.create(binding, {
    executeOp: { value: noting((...given) => binding.executeOp(...given)) },
    ...(binding.executeListOp === undefined ? {} : { executeListOp: { value: noting((...given) => binding.executeListOp?.(...given) ?? []) } }),
    createTensor: {
      value: (shape: readonly number[], dtype: number, values: unknown) => {
        const id = binding.createTensor(shape, dtype, values);
        made.add(id);
        return id;
      },
    },
    // Constants have to live until the program has taken them.
    deleteTensor: { value: (id: number) => (made.has(id) ? void freed.push(id) : binding.deleteTensor(id)) },
    tensorDataSync: {
      value: (id: number) => {
        read = true;
        return binding.tensorDataSync(id);
      },
    },
  }) as Binding;
  return {
    operations,
    hasRead: () => read,
    end() {
      backend.binding = binding;
      for (const id of freed) binding.deleteTensor(id);
    },
  };
}

/** What was noted as a program: operations that lead to no output left out, and what is neither given nor computed a constant. */
function textOf(noted: readonly Operation[], given: readonly number[], results: readonly number[]): ProgramText {
  const needed = new Set(results);
  const kept: Operation[] = [];
  for (const operation of noted.toReversed()) {
    if (!operation.outputs.some((id) => needed.has(id))) continue;
    for (const id of operation.inputs) needed.add(id);
    kept.push(operation);
  }
  const operations = kept.toReversed();
  const numbers = new Map<number, number>();
  const numberOf = (id: number): number => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  };
  const computed = new Set(operations.flatMap((o) => o.outputs));
  const lastUse = new Map<number, Operation>();
  for (const operation of operations) for (const id of [...operation.inputs, ...operation.outputs]) lastUse.set(id, operation);
  const kepts = new Set(results);
  const isFree = (id: number): boolean => computed.has(id) && !kepts.has(id);
  const inputs = given.map(numberOf);
  const constants = [...needed].filter((id) => !computed.has(id) && !given.includes(id)).map((id) => [numberOf(id), id] as const);
  return {
    inputs, constants,
    operations: operations.map((operation) => ({
      ...operation, inputs: operation.inputs.map(numberOf), outputs: operation.outputs.map(numberOf),
      last: [...new Set([...operation.inputs, ...operation.outputs])].filter((id) => isFree(id) && lastUse.get(id) === operation).map(numberOf),
    })),
    outputs: results.map(numberOf),
    values: numbers.size,
  };
}
