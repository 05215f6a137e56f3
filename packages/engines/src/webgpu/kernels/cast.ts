import * as tf from '@tensorflow/tfjs-core';

type Backend = tf.KernelBackend & { makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo };

/**
 * A cast. The stock one calls integers floats and leaves their bits: a transpose of the result cannot be compiled, and
 * reading it gives integers. Here whole numbers are multiplied by 1, which is exact below 2²⁴ in size.
 */
export function makeCast(stock: tf.KernelConfig): tf.KernelConfig {
  return {
    kernelName: 'Cast',
    backendName: 'webgpu',
    kernelFunc(call) {
      const x = call.inputs['x'] as tf.TensorInfo;
      if (call.attrs?.['dtype'] !== 'float32' || (x.dtype !== 'int32' && x.dtype !== 'bool')) return stock.kernelFunc(call);
      const backend = call.backend as Backend;
      const one = backend.makeTensorInfo([], 'float32', Float32Array.of(1));
      const multiply = tf.getKernel('Multiply', 'webgpu').kernelFunc;
      const product = multiply({ inputs: { a: x, b: one }, attrs: {}, backend });
      backend.disposeData(one.dataId);
      return product;
    },
  };
}
