import { type Piece, type Port, known } from '@exitbench/core';

import type { LayerMaker } from '../layers/layer.ts';
import { port } from './port.ts';

/** A piece with one input and one output, float32, which is also its representation. Weight paths start with the id. */
export function block(id: string, input: Port, maker: LayerMaker, outputName = 'features'): Piece {
  const layer = maker(id, input.shape);
  return {
    id,
    inputs: [input],
    outputs: [port(outputName, layer.shape)],
    representation: outputName,
    weights: layer.weights,
    costs: layer.costs,
    spec: layer.spec,
    apply: (x, weights, pass) => ({ [outputName]: layer.apply(known(x[input.name], 'every input is given'), weights, pass) }),
  };
}
