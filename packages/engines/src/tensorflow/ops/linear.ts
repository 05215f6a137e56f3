import { linearOp } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { convolutionAttrs } from './convolutionAttrs.ts';
import { nativeKernel, oneDnnLabel } from './nativeKernel.ts';

/** As oneDNN's convolution by single points, which adds the bias while it has the sums at hand: rows are places of one image. */
export const linear = nativeKernel(linearOp, (backend, { x, kernel, bias }) => {
  const [[rows, width], units] = [x.shape, known(kernel.shape[1], 'a matrix')] as [[number, number], number];
  const attrs = [...convolutionAttrs(backend, { stride: 1, mode: 'valid', margins: [] }), oneDnnLabel(backend)];
  const map = backend.executeSingleOutput('_MklNativeConv2DWithBias', attrs, [tf.reshape(x, [1, rows, 1, width]), tf.reshape(kernel, [1, 1, width, units]), bias]);
  return [tf.reshape(map, [rows, units])];
});
