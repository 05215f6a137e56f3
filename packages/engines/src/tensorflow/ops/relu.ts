import { reluGradOp, reluOp } from '@exitbench/nn';

import { floatType, nativeKernel } from './nativeKernel.ts';

export const relu = nativeKernel(reluOp, (backend, { x }) => [backend.executeSingleOutput('Relu', [floatType(backend, 'T')], [x])]);

/** The gradient passes where the output is positive, which is where the input is. */
export const reluGrad = nativeKernel(reluGradOp, (backend, { dy, y }) => [backend.executeSingleOutput('ReluGrad', [floatType(backend, 'T')], [dy, y])]);
