import { convolutionNormEvalOp } from '@exitbench/nn';

import { executeWithLists } from './lists.ts';
import { floatType, floatTypes, integer, integers, nativeKernel, plain, texts } from './nativeKernel.ts';

/**
 * The smallest float that is not denormal. oneDNN's rectifier turns NaN into 0, so that a network that has diverged would
 * seem to be well; its leaky one multiplies what is not positive, which leaves NaN what it is. With this slope negative
 * values become 0 or some 1e-38, which no sum with an ordinary value can tell from 0 (and −∞ stays, which the rectifier makes 0).
 */
const SLOPE = 1.1754943508222875e-38;

/** oneDNN normalises and rectifies the values of a convolution while it has them. TensorFlow uses that in graphs only. */
export const convolutionNormEval = nativeKernel(convolutionNormEvalOp, (backend, { x, kernel, scale, offset, mean, variance }, { stride, mode, margins, epsilon, rectified }) => {
  const padding = margins.length === 0 ? mode.toUpperCase() : 'EXPLICIT';
  return executeWithLists(backend, '_MklNativeFusedConv2D', [
    floatType(backend, 'T'), floatTypes(backend, 'TArgs', 4), integers(backend, 'strides', [1, stride, stride, 1]), integers(backend, 'dilations', [1, 1, 1, 1]),
    plain(backend, 'padding', padding), integers(backend, 'explicit_paddings', margins.length === 0 ? [] : [0, 0, ...margins, 0, 0]), plain(backend, 'data_format', 'NHWC'),
    texts(backend, 'fused_ops', rectified ? ['FusedBatchNorm', 'LeakyRelu'] : ['FusedBatchNorm']), plain(backend, 'epsilon', epsilon), plain(backend, 'leakyrelu_alpha', SLOPE),
    integer(backend, 'num_args', 4), integer(backend, 'num_host_args', 0), plain(backend, '_kernel', 'MklNameChangeOp'),
  ], [x, kernel, scale, offset, mean, variance], 1);
});
