import { linearOp } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { known } from '@exitbench/core';

import { floatType, integers, nativeKernel, plain } from './nativeKernel.ts';

/**
 * As oneDNN's convolution by single points, which adds the bias while it has the sums at hand: rows are places of one image.
 * TensorFlow's own product with a bias would take a list of texts as an attribute.
 */
export const linear = nativeKernel(linearOp, (backend, { x, kernel, bias }) => {
  const [[rows, width], units] = [x.shape, known(kernel.shape[1], 'a matrix')] as [[number, number], number];
  const attrs = [
    floatType(backend, 'T'), integers(backend, 'strides', [1, 1, 1, 1]), integers(backend, 'dilations', [1, 1, 1, 1]),
    plain(backend, 'padding', 'VALID'), plain(backend, 'data_format', 'NHWC'),
    // By this label TensorFlow finds the kernel, as with pools.
    plain(backend, '_kernel', 'MklNameChangeOp'),
  ];
  const map = backend.executeSingleOutput('_MklNativeConv2DWithBias', attrs, [tf.reshape(x, [1, rows, 1, width]), tf.reshape(kernel, [1, 1, width, units]), bias]);
  return [tf.reshape(map, [rows, units])];
});
