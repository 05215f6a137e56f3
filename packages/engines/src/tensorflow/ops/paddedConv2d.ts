import { paddedConv2dOp } from '@exitbench/nn';

import { convolutionAttrs } from './convolutionAttrs.ts';
import { nativeKernel } from './nativeKernel.ts';

/** The library's convolution knows margins, which TensorFlow.js does not hand on. Its gradients are slower with them than without. */
export const paddedConv2d = nativeKernel(paddedConv2dOp, (backend, { x, kernel }, { margins, stride }) => [
  backend.executeSingleOutput('Conv2D', convolutionAttrs(backend, { stride, mode: 'valid', margins }), [x, kernel]),
]);
