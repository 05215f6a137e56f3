import * as tf from '@tensorflow/tfjs-core';

/**
 * The gradient of a max pool: each dy goes to its window's first largest pixel, rows before columns, as on all engines.
 * The stock kernel takes the last one, which matters where a rectifier has made many equal; so it is given images that
 * are turned by 180°. Inputs dy [N,OH,OW,C], input [N,H,W,C]; result [N,H,W,C].
 */
export function makeMaxPoolGrad(stock: tf.KernelConfig): tf.KernelConfig {
  return {
    kernelName: 'MaxPoolGrad',
    backendName: 'webgpu',
    kernelFunc({ inputs, attrs, backend }) {
      const { dy, input } = inputs as { readonly dy: tf.TensorInfo; readonly input: tf.TensorInfo };
      const info = tf.backend_util.computePool2DInfo(
        input.shape as [number, number, number, number],
        attrs?.['filterSize'] as number | [number, number],
        attrs?.['strides'] as number | [number, number],
        1,
        attrs?.['pad'] as 'valid' | 'same' | number,
        attrs?.['dimRoundingMode'] as 'floor' | 'round' | 'ceil' | undefined,
      );
      // The windows of a turned image start at its other end: pixels that no window reaches become a negative pad.
      const turned = (size: number, windows: number, stride: number, window: number, pad: number): [number, number] => [(windows - 1) * stride + window - size - pad, pad];
      const pad = [
        [0, 0],
        turned(info.inHeight, info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top),
        turned(info.inWidth, info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left),
        [0, 0],
      ];
      const turn = (x: tf.TensorInfo): tf.TensorInfo => tf.getKernel('Reverse', 'webgpu').kernelFunc({ inputs: { x }, attrs: { dims: [1, 2] }, backend }) as tf.TensorInfo;
      const [turnedDy, turnedInput] = [turn(dy), turn(input)];
      const attributes = { filterSize: [info.filterHeight, info.filterWidth], strides: [info.strideHeight, info.strideWidth], pad } as unknown as tf.NamedAttrMap;
      const turnedDx = stock.kernelFunc({ inputs: { dy: turnedDy, input: turnedInput, output: turnedDy }, attrs: attributes, backend }) as tf.TensorInfo;
      const dx = turn(turnedDx);
      for (const { dataId } of [turnedDy, turnedInput, turnedDx]) (backend as tf.KernelBackend).disposeData(dataId);
      return dx;
    },
  };
}
