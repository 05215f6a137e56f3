import type { WeightSpec } from '@exitbench/core';
import { add } from '@tensorflow/tfjs-core';

import { convolutionCost } from '../costs/convolutionCost.ts';
import { type Geometry, convolved } from '../ops/convolution.ts';
import { paddedConv2d } from '../ops/paddedConv2d.ts';
import { expectAxes, expectCount } from './expectShape.ts';
import type { Layer, LayerMaker } from './layer.ts';
import { asPart } from './parts.ts';
import { weightAt } from './weightAt.ts';
import { type Padding, windows } from './windows.ts';

export interface Conv2dOptions {
  /** Channels of the output. */
  readonly filters: number;
  /** Side of the square window. */
  readonly kernel: number;
  /** Default 1. */
  readonly stride?: number;
  /** Default 0. */
  readonly padding?: Padding;
  /** Default false: a norm that follows makes it idle. */
  readonly bias?: boolean;
}

/**
 * A convolution of [height, width, channels]. Weights: `kernel` [k, k, in, filters] and, if asked for, `bias`. The kernel
 * starts normal with deviation √(2 / (filters · k²)) (He et al., arXiv 1502.01852, by fan-out, as torchvision's ResNets);
 * the bias uniform within 1 / √(in · k²), PyTorch's default.
 */
export function conv2d(options: Conv2dOptions): LayerMaker {
  const { filters, kernel, stride = 1, padding = 0, bias = false } = options;
  return (path, shape) => {
    expectAxes(shape, ['height', 'width', 'channels'], 'conv2d', path);
    expectCount(filters, 'filters', path);
    expectCount(kernel, 'kernel', path);
    expectCount(stride, 'stride', path);
    const channels = shape[2] ?? 0;
    const { size, mode, margins } = windows(shape, kernel, stride, padding, true, path);
    const geometry: Geometry = { stride, mode, margins: margins === undefined ? [] : [...margins[0], ...margins[1]] };
    const out = [...size, filters];
    const bound = 1 / Math.sqrt(channels * kernel * kernel);
    const weights: readonly WeightSpec[] = [
      { path: `${path}/kernel`, shape: [kernel, kernel, channels, filters], init: { kind: 'normal', deviation: Math.sqrt(2 / (filters * kernel * kernel)) }, role: 'kernel' },
      ...(bias ? [{ path: `${path}/bias`, shape: [filters], init: { kind: 'uniform', low: -bound, high: bound }, role: 'bias' } as const] : []),
    ];
    const layer: Layer = {
      shape: out,
      weights,
      costs: [convolutionCost(channels, kernel, out)],
      spec: { layer: 'conv2d', filters, kernel, stride, padding, bias },
      apply(x, given) {
        const weight = weightAt(given, `${path}/kernel`);
        const y = margins === undefined ? convolved(x, weight, geometry) : paddedConv2d(x, weight, { margins: geometry.margins, stride });
        return bias ? add(y, weightAt(given, `${path}/bias`)) : y;
      },
    };
    return bias ? layer : asPart(layer, { kind: 'convolution', path, geometry });
  };
}
