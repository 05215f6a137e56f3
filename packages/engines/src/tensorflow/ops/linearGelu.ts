import { linearGeluOp } from '@exitbench/nn';

import { executeWithLists } from './lists.ts';
import { floatType, integer, nativeKernel, oneDnnLabel, plain, texts } from './nativeKernel.ts';

/** As oneDNN's product that adds the bias and takes the unit while it has the sums at hand. TensorFlow uses that in graphs only. Of ∞ it makes NaN, where the definition says ∞. */
export const linearGelu = nativeKernel(linearGeluOp, (backend, { x, kernel, bias }) => executeWithLists(backend, '_MklNativeFusedMatMul', [
  floatType(backend, 'T'), plain(backend, 'transpose_a', false), plain(backend, 'transpose_b', false),
  texts(backend, 'fused_ops', ['BiasAdd', 'GeluExact']), integer(backend, 'num_args', 1), oneDnnLabel(backend),
], [x, kernel, bias], 1));
