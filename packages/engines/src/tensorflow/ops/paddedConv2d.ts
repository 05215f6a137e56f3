import { paddedConv2dOp } from '@exitbench/nn';

import { floatType, integers, nativeKernel, plain } from './nativeKernel.ts';

/** The library's convolution knows margins, which TensorFlow.js does not hand on. Its gradients are slower with them than without. */
export const paddedConv2d = nativeKernel(paddedConv2dOp, (backend, { x, kernel }, { margins, stride }) => [
  backend.executeSingleOutput('Conv2D', [
    floatType(backend, 'T'), integers(backend, 'strides', [1, stride, stride, 1]), integers(backend, 'dilations', [1, 1, 1, 1]),
    plain(backend, 'padding', 'EXPLICIT'), integers(backend, 'explicit_paddings', [0, 0, ...margins, 0, 0]), plain(backend, 'data_format', 'NHWC'),
  ], [x, kernel]),
]);
