import type { Init, Shape, WeightSpec } from '@exitbench/core';

import type { Layer } from './layer.ts';

/** How weights of each role start. Roles that are not named keep their own. */
export type Starts = { readonly [R in WeightSpec['role']]?: Init };

/** The same layer with another start of its weights; statistics keep theirs. */
export function initialised<L extends Layer>(maker: (path: string, shape: Shape) => L, starts: Starts): (path: string, shape: Shape) => L {
  return (path, shape) => {
    const layer = maker(path, shape);
    const weights = layer.weights.map((weight) => (weight.statistic === true ? weight : { ...weight, init: starts[weight.role] ?? weight.init }));
    return { ...layer, weights };
  };
}
