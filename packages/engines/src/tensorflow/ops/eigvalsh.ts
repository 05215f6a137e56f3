import { eigvalshOp } from '@exitbench/nn';

import { floatType, nativeKernel, plain } from './nativeKernel.ts';

/** Its second output, the vectors, is empty when they are not asked for. */
export const eigvalsh = nativeKernel(eigvalshOp, (backend, { x }) =>
  backend.executeMultipleOutputs('SelfAdjointEigV2', [floatType(backend, 'T'), plain(backend, 'compute_v', false)], [x], 2).slice(0, 1));
