import { softmaxRowsOp } from '@exitbench/nn';

import { floatType, nativeKernel, plain } from './nativeKernel.ts';

/** oneDNN's own, to which TensorFlow hands over in graphs only. */
export const softmaxRows = nativeKernel(softmaxRowsOp, (backend, { x }) => [
  // By this label TensorFlow finds the kernel, as with pools.
  backend.executeSingleOutput('_MklSoftmax', [floatType(backend, 'T'), plain(backend, '_kernel', 'MklNameChangeOp')], [x]),
]);
