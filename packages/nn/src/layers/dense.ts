import { ExitbenchError, type WeightSpec } from '@exitbench/core';
import { matMul, reshape } from '@tensorflow/tfjs-core';

import { numel } from '../costs/numel.ts';
import { productCost } from '../costs/productCost.ts';
import { linear } from '../ops/linear.ts';
import { expectCount } from './expectShape.ts';
import type { LayerMaker } from './layer.ts';
import { weightAt } from './weightAt.ts';

export interface DenseOptions {
  /** Width of the output. */
  readonly units: number;
  /** Default true. */
  readonly bias?: boolean;
}

/**
 * x · kernel + bias along the last axis of [width] or [tokens, width]. Weights: `kernel` [width, units], `bias` [units],
 * both uniform within 1 / √width at the start, PyTorch's default.
 */
export function dense(options: DenseOptions): LayerMaker {
  const { units, bias = true } = options;
  return (path, shape) => {
    const width = shape.at(-1);
    if (width === undefined) throw new ExitbenchError('bad-network', '`dense` takes at least one axis a sample but is given a single number.', { at: path });
    expectCount(units, 'units', path);
    const rows = shape.slice(0, -1);
    const bound = 1 / Math.sqrt(width);
    const init = { kind: 'uniform', low: -bound, high: bound } as const;
    const weights: readonly WeightSpec[] = [
      { path: `${path}/kernel`, shape: [width, units], init, role: 'kernel' },
      ...(bias ? [{ path: `${path}/bias`, shape: [units], init, role: 'bias' } as const] : []),
    ];
    return {
      shape: [...rows, units],
      weights,
      costs: [productCost('dense', numel(rows), width, units)],
      spec: { layer: 'dense', units, bias },
      apply(x, given) {
        // One flat product: products of batches of matrices are slow on some engines.
        const flat = rows.length === 0 ? x : reshape(x, [-1, width]);
        const kernel = weightAt(given, `${path}/kernel`);
        const y = bias ? linear(flat, kernel, weightAt(given, `${path}/bias`)) : matMul(flat, kernel);
        return rows.length === 0 ? y : reshape(y, [-1, ...rows, units]);
      },
    };
  };
}
