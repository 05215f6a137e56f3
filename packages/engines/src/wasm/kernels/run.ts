import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** What a kernel is called with, as far as ours read it. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: BackendWasm;
}

/** One of ours, as the registry wants it. */
export function wasmKernel(kernelName: string, kernelFunc: (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[]): tf.KernelConfig {
  return { kernelName, backendName: 'wasm', kernelFunc: kernelFunc as unknown as tf.KernelFunc };
}

/** Runs a stock kernel below the level of tensors: the tape does not see it, and its result is released by hand. */
export function runStock(backend: BackendWasm, name: string, inputs: Readonly<Record<string, tf.TensorInfo>>, attrs: Readonly<Record<string, unknown>>): tf.TensorInfo {
  const kernel = tf.getKernel(name, 'wasm');
  return kernel.kernelFunc({ inputs, backend, attrs: attrs as unknown as tf.NamedAttrMap }) as tf.TensorInfo;
}

/** Frees results of `runStock` and buffers of `allocate` that no tensor holds. */
export function release(backend: BackendWasm, ...infos: readonly tf.TensorInfo[]): void {
  for (const { dataId } of infos) backend.disposeData(dataId);
}

/**
 * A float32 buffer of zeros on the heap. Ask for views of the heap after the last allocation only: growing the heap
 * detaches the older ones.
 */
export function allocate(backend: BackendWasm, shape: number[]): tf.TensorInfo {
  const info = backend.makeOutput(shape, 'float32');
  backend.typedArrayFromHeap(info).fill(0);
  return info;
}

/** A float32 view of a buffer's place on the heap. */
export function view(backend: BackendWasm, info: tf.TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(info) as Float32Array;
}
