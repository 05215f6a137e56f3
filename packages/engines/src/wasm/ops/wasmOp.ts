import type { Op } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

/** An implementation of one of our operations for wasm, of TensorFlow.js's own operations. What it computes and does not return is disposed. */
export function wasmOp<I extends string, A extends tf.NamedAttrMap>(
  op: Op<I, A>,
  run: (inputs: { readonly [K in I]: tf.Tensor }, attrs: A) => readonly tf.Tensor[],
): tf.KernelConfig {
  return {
    kernelName: op.name,
    backendName: 'wasm',
    // The registry's types know neither our inputs nor our attributes; `runOp` calls it, which does.
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => [...run(inputs as { readonly [K in I]: tf.Tensor }, attrs as A)]),
  };
}
