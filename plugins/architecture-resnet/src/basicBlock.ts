import { type LayerMaker, batchNorm, conv2d, relu, residual, serial } from '@exitbench/nn';

/**
 * Two 3 × 3 convolutions around which the input is carried; where it changes shape, through a 1 × 1 convolution with
 * normalisation (option B of He et al., arXiv 1512.03385).
 */
export function basicBlock(channels: number, filters: number, stride: number): LayerMaker {
  const main = serial([
    ['conv1', conv2d({ filters, kernel: 3, stride, padding: 1 })],
    ['norm1', batchNorm()],
    ['relu', relu()],
    ['conv2', conv2d({ filters, kernel: 3, padding: 1 })],
    ['norm2', batchNorm()],
  ]);
  const shortcut = serial([['conv', conv2d({ filters, kernel: 1, stride })], ['norm', batchNorm()]]);
  const changes = stride !== 1 || channels !== filters;
  return serial([['body', changes ? residual(main, shortcut) : residual(main)], ['relu', relu()]]);
}

/** One 3 × 3 convolution with normalisation, as for images of 32 × 32. */
export function stem(filters: number): LayerMaker {
  return serial([['conv', conv2d({ filters, kernel: 3, padding: 1 })], ['norm', batchNorm()], ['relu', relu()]]);
}
