import { type Tensor, conv2d as convolve, engine, pad, slice } from '@tensorflow/tfjs-core';

/** Where the window of a convolution goes. A type, not an interface: it has to pass as attributes of an operation. */
export type Geometry = {
  stride: number;
  /** TensorFlow's own padding; `valid` where there are margins. */
  mode: 'same' | 'valid';
  /** Rows and columns of zeros around the map: top, bottom, left, right. Empty where there are none. */
  margins: number[];
};

/** @param x [n, height, width, channels] @param kernel [k, k, channels, filters] */
export function convolved(x: Tensor, kernel: Tensor, geometry: Geometry): Tensor {
  // The stock types want a rank that they could only know from a cast.
  return convolve(padded(x, geometry) as never, kernel as never, geometry.stride, geometry.mode) as Tensor;
}

/** Gradient of a convolution with respect to its input, of this shape. */
export function inputGradient(dy: Tensor, kernel: Tensor, shape: readonly number[], geometry: Geometry): Tensor {
  const [n = 0, height = 0, width = 0, channels = 0] = shape;
  const [top = 0, bottom = 0, left = 0, right = 0] = geometry.margins;
  const inputShape = [n, top + height + bottom, left + width + right, channels];
  const dx = engine().runKernel<Tensor>('Conv2DBackpropInput', { dy, filter: kernel }, { ...attributes(geometry), inputShape });
  return geometry.margins.length === 0 ? dx : slice(dx, [0, top, left, 0], [...shape]);
}

/** Gradient of a convolution with respect to its kernel, of this shape. */
export function kernelGradient(x: Tensor, dy: Tensor, shape: readonly number[], geometry: Geometry): Tensor {
  return engine().runKernel<Tensor>('Conv2DBackpropFilter', { x: padded(x, geometry), dy }, { ...attributes(geometry), filterShape: [...shape] });
}

// ---------------------------------------------------------------------------------------------------------------------

function padded(x: Tensor, { margins }: Geometry): Tensor {
  const [top = 0, bottom = 0, left = 0, right = 0] = margins;
  return margins.length === 0 ? x : pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]);
}

function attributes({ stride, mode }: Geometry) {
  return { strides: [stride, stride], pad: mode, dataFormat: 'NHWC' };
}
