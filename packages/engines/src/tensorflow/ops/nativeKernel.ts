import type { Op } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

/** An attribute of a TensorFlow operation. */
export interface NativeAttr {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean | string | readonly number[] | readonly string[];
}

/** The part of the native backend that runs any TensorFlow operation by its name; tfjs-node declares no type for it. */
export interface NativeBackend {
  readonly binding: { readonly [constant: string]: number };
  executeSingleOutput(name: string, attrs: readonly NativeAttr[], inputs: readonly tf.Tensor[]): tf.Tensor;
  executeMultipleOutputs(name: string, attrs: readonly NativeAttr[], inputs: readonly tf.Tensor[], outputs: number): tf.Tensor[];
}

/** The native implementation of one of our operations. What it computes and does not return is disposed. */
export function nativeKernel<I extends string, A extends tf.NamedAttrMap>(
  op: Op<I, A>,
  run: (backend: NativeBackend, inputs: { readonly [K in I]: tf.Tensor }, attrs: A) => readonly tf.Tensor[],
): tf.KernelConfig {
  return {
    kernelName: op.name,
    backendName: 'tensorflow',
    // The registry's types know neither our inputs nor our attributes; `runOp` calls it, which does.
    kernelFunc: ({ inputs, attrs, backend }) => tf.tidy(() => [...run(backend as NativeBackend, inputs as { readonly [K in I]: tf.Tensor }, attrs as A)]),
  };
}

/** Attribute `name`: the type float32. */
export function floatType(backend: NativeBackend, name: string): NativeAttr {
  return { name, type: attrType(backend, 'TF_ATTR_TYPE'), value: attrType(backend, 'TF_FLOAT') };
}

/** Attribute `name`: the type int32. */
export function intType(backend: NativeBackend, name: string): NativeAttr {
  return { name, type: attrType(backend, 'TF_ATTR_TYPE'), value: attrType(backend, 'TF_INT32') };
}

/** Attribute `name`: the type float32, so many times. */
export function floatTypes(backend: NativeBackend, name: string, count: number): NativeAttr {
  return { name, type: attrType(backend, 'TF_ATTR_TYPE'), value: Array.from({ length: count }, () => attrType(backend, 'TF_FLOAT')) };
}

/** Attribute `name`: a whole number. */
export function integer(backend: NativeBackend, name: string, value: number): NativeAttr {
  return { name, type: attrType(backend, 'TF_ATTR_INT'), value };
}

/** Attribute `name`: a list of texts. */
export function texts(backend: NativeBackend, name: string, value: readonly string[]): NativeAttr {
  return { name, type: attrType(backend, 'TF_ATTR_STRING'), value };
}

/** Attribute `name`: a list of whole numbers. */
export function integers(backend: NativeBackend, name: string, value: readonly number[]): NativeAttr {
  return { name, type: attrType(backend, 'TF_ATTR_INT'), value };
}

/** By this label TensorFlow finds the kernels of operations whose names start with `_Mkl` (mkl_op_registry::kMklNameChangeOpLabel). */
export function oneDnnLabel(backend: NativeBackend): NativeAttr {
  return plain(backend, '_kernel', 'MklNameChangeOp');
}

/** Attribute `name` with a plain value; numbers are floats. */
export function plain(backend: NativeBackend, name: string, value: number | boolean | string): NativeAttr {
  const kind = typeof value === 'number' ? 'TF_ATTR_FLOAT' : typeof value === 'boolean' ? 'TF_ATTR_BOOL' : 'TF_ATTR_STRING';
  return { name, type: attrType(backend, kind), value };
}

// ---------------------------------------------------------------------------------------------------------------------

function attrType(backend: NativeBackend, constant: string): number {
  const value = backend.binding[constant];
  if (value === undefined) throw new Error(`The native binding has no constant ${constant}.`);
  return value;
}
