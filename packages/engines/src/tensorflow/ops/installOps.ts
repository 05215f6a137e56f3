import * as tf from '@tensorflow/tfjs-core';

import { oneDnnInEffect, readCpuFlags } from '../../instructionSet.ts';
import { batchNormEval, batchNormTrain, batchNormTrainGrad } from './batchNorm.ts';
import { columnSums } from './columnSums.ts';
import { convolutionNormAddEval, convolutionNormEval } from './convolutionNormEval.ts';
import { eigvalsh } from './eigvalsh.ts';
import { embed } from './embed.ts';
import { embedGrad } from './embedGrad.ts';
import { linear } from './linear.ts';
import { knowsLists } from './lists.ts';
import { maxPool, maxPoolGrad } from './maxPool.ts';
import { paddedConv2d } from './paddedConv2d.ts';
import { relu, reluGrad } from './relu.ts';
import { softmaxCrossEntropy } from './softmaxCrossEntropy.ts';
import { softmaxRows } from './softmaxRows.ts';

/** Native implementations of operations that `nn` declares. */
export const NATIVE_OPS: readonly tf.KernelConfig[] = [
  batchNormEval, batchNormTrain, batchNormTrainGrad, columnSums, eigvalsh, embed, embedGrad, paddedConv2d, relu, reluGrad, softmaxCrossEntropy,
];

/** Those for where TensorFlow uses oneDNN; elsewhere the library's public operations do it. */
export const ONEDNN_OPS: readonly tf.KernelConfig[] = [linear, maxPool, maxPoolGrad, softmaxRows];

/** Puts them in place of the compositions; oneDNN's own on the processor only. Repeating it is harmless. */
export function installOps({ onGpu }: { readonly onGpu: boolean }): void {
  const hasOneDnn = !onGpu && oneDnnInEffect(readCpuFlags(), process.env) === 'on';
  const oneDnn = hasOneDnn ? [...ONEDNN_OPS, ...(knowsLists() ? [convolutionNormAddEval, convolutionNormEval] : [])] : [];
  for (const kernel of [...NATIVE_OPS, ...oneDnn]) {
    const present = tf.getKernel(kernel.kernelName, kernel.backendName) as tf.KernelConfig | undefined;
    if (present === kernel) continue;
    // Registering over another one prints a warning.
    if (present !== undefined) tf.unregisterKernel(kernel.kernelName, kernel.backendName);
    tf.registerKernel(kernel);
  }
}
