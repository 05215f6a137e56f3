import * as tf from '@tensorflow/tfjs-core';

import { oneDnnInEffect, readCpuFlags } from '../../instructionSet.ts';
import { batchNormEval, batchNormTrain, batchNormTrainGrad } from './batchNorm.ts';
import { columnSums } from './columnSums.ts';
import { convolutionNormAddEval, convolutionNormEval } from './convolutionNormEval.ts';
import { eigvalsh } from './eigvalsh.ts';
import { embed } from './embed.ts';
import { embedGrad } from './embedGrad.ts';
import { linear } from './linear.ts';
import { linearGelu } from './linearGelu.ts';
import { knowsLists } from './lists.ts';
import { maxPool, maxPoolGrad } from './maxPool.ts';
import { paddedConv2d } from './paddedConv2d.ts';
import { relu, reluGrad } from './relu.ts';
import { FILTER_GRADIENT, smallMapFilterGradient } from './smallMapFilterGradient.ts';
import { softmaxCrossEntropy } from './softmaxCrossEntropy.ts';
import { softmaxRows } from './softmaxRows.ts';

/** Native implementations of operations that `nn` declares. */
export const NATIVE_OPS: readonly tf.KernelConfig[] = [
  batchNormEval, batchNormTrain, batchNormTrainGrad, columnSums, eigvalsh, embed, embedGrad, paddedConv2d, relu, reluGrad, softmaxCrossEntropy,
];

/**
 * oneDNN's own operations, for where TensorFlow uses it; elsewhere the library's public operations do it. They are no part of
 * TensorFlow's interface and change with its version, so that they run only in the library that the set-up pins: with its own binding.
 */
export const ONEDNN_OPS: readonly tf.KernelConfig[] = [convolutionNormAddEval, convolutionNormEval, linear, linearGelu, maxPool, maxPoolGrad, softmaxRows];

/** What holds of an engine and decides on its operations. */
export interface Circumstances {
  readonly onGpu: boolean;
  /** Whether the binding is the set-up's own. */
  readonly isOwnBinding: boolean;
  /** Whether TensorFlow uses oneDNN. */
  readonly hasOneDnn: boolean;
}

/** Puts native implementations in place of the compositions; oneDNN's own on the processor only. Repeating it is harmless. */
export function installOps({ onGpu }: { readonly onGpu: boolean }): void {
  const circumstances = { onGpu, isOwnBinding: knowsLists(), hasOneDnn: oneDnnInEffect(readCpuFlags(), process.env) === 'on' };
  for (const kernel of opsFor(circumstances)) {
    const present = tf.getKernel(kernel.kernelName, kernel.backendName) as tf.KernelConfig | undefined;
    if (present === kernel) continue;
    replaceKernel(present, kernel);
  }
  const stock = tf.getKernel(FILTER_GRADIENT, 'tensorflow') as tf.KernelConfig | undefined;
  if (!isOneDnnOnProcessor(circumstances) || stock === undefined || wrapped.has(stock)) return;
  const kernel = smallMapFilterGradient(stock);
  wrapped.add(kernel);
  replaceKernel(stock, kernel);
}

/** Whether oneDNN computes convolutions there, so that its filter gradients of small maps have to be avoided. */
export function isOneDnnOnProcessor({ onGpu, hasOneDnn }: Circumstances): boolean {
  return hasOneDnn && !onGpu;
}

/** The operations that are installed there. */
export function opsFor({ onGpu, isOwnBinding, hasOneDnn }: Circumstances): readonly tf.KernelConfig[] {
  return isOneDnnOnProcessor({ onGpu, isOwnBinding, hasOneDnn }) && isOwnBinding ? [...NATIVE_OPS, ...ONEDNN_OPS] : NATIVE_OPS;
}

// ---------------------------------------------------------------------------------------------------------------------

/** Kernels that hand on to the stock one. */
const wrapped = new WeakSet<object>();

function replaceKernel(present: tf.KernelConfig | undefined, kernel: tf.KernelConfig): void {
  // Registering over another one prints a warning.
  if (present !== undefined) tf.unregisterKernel(present.kernelName, present.backendName);
  tf.registerKernel(kernel);
}
