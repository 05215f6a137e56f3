import { embedOp } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { floatType, intType, nativeKernel } from './nativeKernel.ts';

/** The library's operation looks for ids that are no rows itself; TensorFlow.js reads all of them back first, at every call. */
export const embed = nativeKernel(embedOp, (backend, { ids, table }) => [
  backend.executeSingleOutput('GatherV2', [floatType(backend, 'Tparams'), intType(backend, 'Tindices'), intType(backend, 'Taxis')], [table, ids, tf.scalar(0, 'int32')]),
]);
