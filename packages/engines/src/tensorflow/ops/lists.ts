import * as tf from '@tensorflow/tfjs-core';

import type { NativeAttr, NativeBackend } from './nativeKernel.ts';

/** What the binding that the set-up builds has beside upstream's: an operation whose attributes may be lists of texts or of types. */
interface ListBackend {
  readonly binding: {
    readonly executeListOp?: (name: string, attrs: readonly NativeAttr[], inputs: readonly number[], outputs: number) => readonly object[];
  };
  getInputTensorIds(tensors: readonly tf.Tensor[]): readonly number[];
  createOutputTensor(info: object): tf.Tensor;
}

/** Whether the current backend's binding takes such attributes. Upstream's own does not. */
export function knowsLists(): boolean {
  return (tf.backend() as unknown as ListBackend).binding.executeListOp !== undefined;
}

/** @throws Error where the binding takes none */
export function executeWithLists(native: NativeBackend, name: string, attrs: readonly NativeAttr[], inputs: readonly tf.Tensor[], outputs: number): tf.Tensor[] {
  const backend = native as unknown as ListBackend;
  if (backend.binding.executeListOp === undefined) throw new Error(`The native binding cannot run ${name}.`);
  return backend.binding.executeListOp(name, attrs, backend.getInputTensorIds(inputs), outputs).map((info) => backend.createOutputTensor(info));
}
