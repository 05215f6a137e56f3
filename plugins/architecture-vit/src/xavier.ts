import type { WeightSpec } from '@exitbench/core';
import type { LayerMaker } from '@exitbench/nn';

/**
 * The same layer with kernels [in, out] uniform within √(6 / (in + out)) at the start (Glorot and Bengio, 2010) and
 * biases of 0, as in the code of Dosovitskiy et al.
 */
export function xavier(maker: LayerMaker): LayerMaker {
  return (path, shape) => {
    const layer = maker(path, shape);
    return { ...layer, weights: layer.weights.map(started) };
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function started(weight: WeightSpec): WeightSpec {
  if (weight.role === 'bias') return { ...weight, init: { kind: 'constant', value: 0 } };
  if (weight.role !== 'kernel') return weight;
  const bound = Math.sqrt(6 / weight.shape.reduce((sum, size) => sum + size, 0));
  return { ...weight, init: { kind: 'uniform', low: -bound, high: bound } };
}
