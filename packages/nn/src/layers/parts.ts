import { type Tensors, known } from '@exitbench/core';
import type { Tensor } from '@tensorflow/tfjs-core';

import type { Geometry } from '../ops/convolution.ts';
import { convolutionNormAddEval, convolutionNormAddEvalOp } from '../ops/convolutionNormAddEval.ts';
import { convolutionNormEval, convolutionNormEvalOp } from '../ops/convolutionNormEval.ts';
import { hasNativeKernel } from '../ops/defineOp.ts';
import type { Layer } from './layer.ts';
import { weightAt } from './weightAt.ts';

/** What a layer is to those that an engine may compute together with it. */
export type Part =
  | { readonly kind: 'convolution'; readonly path: string; readonly geometry: Geometry }
  | { readonly kind: 'norm'; readonly path: string; readonly epsilon: number }
  | { readonly kind: 'rectifier' }
  | { readonly kind: 'serial'; readonly layers: readonly Layer[] }
  | { readonly kind: 'residual'; readonly main: Layer; readonly shortcut: Layer | undefined };

/** Says what a layer is. It is remembered by its function: a layer that is given another one is none of these any more. */
export function asPart(layer: Layer, part: Part): Layer {
  parts.set(layer.apply, part);
  return layer;
}

/**
 * Layers as one function. In an evaluation, a convolution, the norm after it and the rectifier after that are one operation
 * where the engine has it, and so are these two, the sum and the rectifier at the end of a residual block.
 */
export function inSequence(layers: readonly Layer[]): Layer['apply'] {
  const apart = layers.map((layer) => layer.apply);
  const together = groupsOf(layers);
  return (x, weights, pass) => {
    const isTogether = pass.statistics === 'running' && hasNativeKernel(convolutionNormEvalOp) && hasNativeKernel(convolutionNormAddEvalOp);
    return (isTogether ? together : apart).reduce((value, apply) => apply(value, weights, pass), x);
  };
}

// ---------------------------------------------------------------------------------------------------------------------

type Apply = Layer['apply'];
type Convolution = Part & { readonly kind: 'convolution' };
type Norm = Part & { readonly kind: 'norm' };

const parts = new WeakMap<Apply, Part>();

/** One function for each layer, or for those that are computed together. */
function groupsOf(layers: readonly Layer[]): readonly Apply[] {
  const groups: Apply[] = [];
  for (let i = 0; i < layers.length; ) {
    const [taken, apply] = groupAt(layers, i);
    groups.push(apply);
    i += taken;
  }
  return groups;
}

/** How many layers from `i` on are computed together, and how. */
function groupAt(layers: readonly Layer[], i: number): readonly [number, Apply] {
  const layer = known(layers[i], 'in range');
  const [first, second, third] = [partAt(layers, i), partAt(layers, i + 1), partAt(layers, i + 2)];
  if (first?.kind === 'convolution' && second?.kind === 'norm') {
    const rectified = third?.kind === 'rectifier';
    return [rectified ? 3 : 2, normalised(first, second, rectified)];
  }
  const sum = first?.kind === 'residual' && second?.kind === 'rectifier' ? rectifiedSum(first.main, first.shortcut) : undefined;
  return sum === undefined ? [1, layer.apply] : [2, sum];
}

function partAt(layers: readonly Layer[], index: number): Part | undefined {
  const layer = layers[index];
  return layer && parts.get(layer.apply);
}

function normalised(convolution: Convolution, norm: Norm, rectified: boolean): Apply {
  return (x, weights) => {
    const [kernel, four] = weightsOf(weights, convolution, norm);
    return convolutionNormEval(x, kernel, four, { ...convolution.geometry, epsilon: norm.epsilon, rectified });
  };
}

/** A residual and the rectifier after it, where the main branch ends with a convolution and its norm. */
function rectifiedSum(main: Layer, shortcut: Layer | undefined): Apply | undefined {
  const branch = parts.get(main.apply);
  if (branch?.kind !== 'serial') return undefined;
  const [convolution, norm] = [partAt(branch.layers, branch.layers.length - 2), partAt(branch.layers, branch.layers.length - 1)];
  if (convolution?.kind !== 'convolution' || norm?.kind !== 'norm') return undefined;
  const before = inSequence(branch.layers.slice(0, -2));
  return (x, weights, pass) => {
    const [kernel, four] = weightsOf(weights, convolution, norm);
    const middle = before(x, weights, pass);
    const carried = shortcut === undefined ? x : shortcut.apply(x, weights, pass);
    return convolutionNormAddEval(middle, kernel, four, carried, { ...convolution.geometry, epsilon: norm.epsilon });
  };
}

function weightsOf(given: Tensors, convolution: Convolution, norm: Norm) {
  const at = (name: string): Tensor => weightAt(given, `${norm.path}/${name}`);
  return [weightAt(given, `${convolution.path}/kernel`), { scale: at('scale'), offset: at('offset'), mean: at('mean'), variance: at('variance') }] as const;
}
