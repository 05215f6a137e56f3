import type { OpCost, Shape } from '@exitbench/core';

import { opCost } from './opCost.ts';

/**
 * A convolution: channels in × channels out ÷ groups × kernel area × output area. The bias is free, as in fvcore
 * (github.com/facebookresearch/fvcore, `conv_flop_count`).
 *
 * @param output [height, width, channels]
 */
export function convolutionCost(channelsIn: number, kernel: number, output: Shape, groups = 1): OpCost {
  const [height = 0, width = 0, channels = 0] = output;
  return opCost('conv2d', ((channelsIn * channels) / groups) * kernel * kernel * height * width);
}
