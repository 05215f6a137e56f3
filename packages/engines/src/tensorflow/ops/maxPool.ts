import { type MaxPoolAttrs, maxPoolGradOp, maxPoolOp } from '@exitbench/nn';

import { type NativeBackend, floatType, integers, nativeKernel, oneDnnLabel, plain } from './nativeKernel.ts';

/**
 * oneDNN's own pool, which notes where the maxima were. TensorFlow hands over to it in graphs only: called by its public
 * name, the library's operation is a plain loop, and its gradient looks for the maxima again.
 */
export const maxPool = nativeKernel(maxPoolOp, (backend, { x }, attrs) => backend.executeMultipleOutputs('_MklNativeMaxPool', attributes(backend, attrs), [x], 2));

export const maxPoolGrad = nativeKernel(maxPoolGradOp, (backend, { dy, x, y, reserve }, attrs) => [
  backend.executeSingleOutput('_MklNativeMaxPoolGrad', attributes(backend, attrs), [x, y, dy, reserve]),
]);

// ---------------------------------------------------------------------------------------------------------------------

function attributes(backend: NativeBackend, { window, stride, mode }: MaxPoolAttrs) {
  return [
    floatType(backend, 'T'), integers(backend, 'ksize', [1, ...window, 1]), integers(backend, 'strides', [1, ...stride, 1]),
    plain(backend, 'padding', mode.toUpperCase()), plain(backend, 'data_format', 'NHWC'), plain(backend, 'workspace_enabled', true),
    oneDnnLabel(backend),
  ];
}
