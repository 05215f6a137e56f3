import type * as tf from '@tensorflow/tfjs-core';

import { type KernelCall, wasmKernel } from './run.ts';

/** `reps` copies of x along each axis: those of a vector by doubling what is there; others by the stock kernel, which looks up each value by itself. */
export function makeTile(stock: tf.KernelConfig): tf.KernelConfig {
  return wasmKernel('Tile', (call: KernelCall) => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs as { readonly x: tf.TensorInfo };
    const [length = 0] = x.shape;
    const [times = 1] = attrs['reps'] as readonly number[];
    if (x.shape.length !== 1 || x.dtype === 'string') return stock.kernelFunc(call as unknown as Parameters<tf.KernelFunc>[0]) as tf.TensorInfo;
    const out = backend.makeOutput([length * times], x.dtype);
    if (length * times === 0) return out;
    const to = backend.typedArrayFromHeap(out);
    to.set(backend.typedArrayFromHeap(x));
    for (let done = length; done < to.length; done *= 2) to.copyWithin(done, 0, Math.min(done, to.length - done));
    return out;
  });
}
