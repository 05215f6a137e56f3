import type { Tensors } from '@exitbench/core';
import type { Tensor } from '@tensorflow/tfjs-core';

import type { Geometry } from '../ops/convolution.ts';
import { convolutionNormEval, convolutionNormEvalOp } from '../ops/convolutionNormEval.ts';
import { hasNativeKernel } from '../ops/defineOp.ts';
import type { Layer } from './layer.ts';
import { weightAt } from './weightAt.ts';

/** What a layer is to those that an engine may compute together with it. */
export type Part =
  | { readonly kind: 'convolution'; readonly path: string; readonly geometry: Geometry }
  | { readonly kind: 'norm'; readonly path: string; readonly epsilon: number }
  | { readonly kind: 'rectifier' };

/** Says what a layer is. It is remembered by its function: a layer that is given another one is none of these any more. */
export function asPart(layer: Layer, part: Part): Layer {
  parts.set(layer.apply, part);
  return layer;
}

/**
 * Layers as one function. In an evaluation, a convolution, the norm after it and the rectifier after that are one operation
 * where the engine has it.
 */
export function inSequence(layers: readonly Layer[]): Layer['apply'] {
  const together = groupsOf(layers);
  return (x, weights, pass) => {
    if (pass.statistics !== 'running' || together.length === layers.length || !hasNativeKernel(convolutionNormEvalOp)) {
      return layers.reduce((value, layer) => layer.apply(value, weights, pass), x);
    }
    return together.reduce((value, apply) => apply(value, weights, pass), x);
  };
}

// ---------------------------------------------------------------------------------------------------------------------

const parts = new WeakMap<Layer['apply'], Part>();

/** One function for each layer, or for those that are computed together. */
function groupsOf(layers: readonly Layer[]): readonly Layer['apply'][] {
  const groups: Layer['apply'][] = [];
  for (let i = 0; i < layers.length; i++) {
    const [layer, convolution, norm, rectifier] = [layers[i], partAt(layers, i), partAt(layers, i + 1), partAt(layers, i + 2)];
    if (layer === undefined) continue;
    if (convolution?.kind !== 'convolution' || norm?.kind !== 'norm') {
      groups.push(layer.apply);
      continue;
    }
    const rectified = rectifier?.kind === 'rectifier';
    groups.push((x, weights) => normalised(x, weights, convolution, norm, rectified));
    i += rectified ? 2 : 1;
  }
  return groups;
}

function partAt(layers: readonly Layer[], index: number): Part | undefined {
  const layer = layers[index];
  return layer && parts.get(layer.apply);
}

function normalised(x: Tensor, given: Tensors, { path, geometry }: Part & { kind: 'convolution' }, norm: Part & { kind: 'norm' }, rectified: boolean): Tensor {
  const at = (name: string): Tensor => weightAt(given, `${norm.path}/${name}`);
  const statistics = { scale: at('scale'), offset: at('offset'), mean: at('mean'), variance: at('variance') };
  return convolutionNormEval(x, weightAt(given, `${path}/kernel`), statistics, { ...geometry, epsilon: norm.epsilon, rectified });
}
