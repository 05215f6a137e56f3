import { ExitbenchError } from '@exitbench/core';
import { add } from '@tensorflow/tfjs-core';

import { elementwiseCost } from '../costs/elementwiseCost.ts';
import type { LayerMaker } from './layer.ts';
import { asPart } from './parts.ts';

/**
 * main(x) + shortcut(x); without a shortcut, main(x) + x (He et al., arXiv 1512.03385). The main branch has the path
 * itself, the shortcut `<path>/shortcut`.
 */
export function residual(main: LayerMaker, shortcut?: LayerMaker): LayerMaker {
  return (path, shape) => {
    const branch = main(path, shape);
    const other = shortcut?.(`${path}/shortcut`, shape);
    const [a, b] = [branch.shape.join(', '), (other?.shape ?? shape).join(', ')];
    if (a !== b) {
      throw new ExitbenchError('bad-network', `The branches of a residual give [${a}] and [${b}].`, { at: path, hint: 'Give it a shortcut that changes the shape as the main branch does.' });
    }
    return asPart({
      shape: branch.shape,
      weights: [...branch.weights, ...(other?.weights ?? [])],
      costs: [...branch.costs, ...(other?.costs ?? []), elementwiseCost('add', branch.shape)],
      spec: { layer: 'residual', main: branch.spec, shortcut: other?.spec ?? null },
      apply: (x, weights, pass) => add(branch.apply(x, weights, pass), other === undefined ? x : other.apply(x, weights, pass)),
    }, { kind: 'residual', main: branch, shortcut: other });
  };
}
