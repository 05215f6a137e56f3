import { softmaxRowsOp } from '@exitbench/nn';

import { floatType, nativeKernel, oneDnnLabel } from './nativeKernel.ts';

/** oneDNN's own, to which TensorFlow hands over in graphs only. */
export const softmaxRows = nativeKernel(softmaxRowsOp, (backend, { x }) => [
  backend.executeSingleOutput('_MklSoftmax', [floatType(backend, 'T'), oneDnnLabel(backend)], [x]),
]);
