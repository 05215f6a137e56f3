import { columnSumsOp } from '@exitbench/nn';

import { floatType, nativeKernel, plain } from './nativeKernel.ts';

/** The library's own gradient of a bias, which sums row by row; its general sum takes several times as long. */
export const columnSums = nativeKernel(columnSumsOp, (backend, { x }) => [
  backend.executeSingleOutput('BiasAddGrad', [floatType(backend, 'T'), plain(backend, 'data_format', 'NHWC')], [x]),
]);
