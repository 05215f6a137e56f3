import { ExitbenchError, type Piece, type Port, known } from '@exitbench/core';

import type { MaskableLayerMaker } from '../layers/maskableLayer.ts';
import { port } from './port.ts';

/**
 * As `block`, with a second input that says which tokens count: [tokens] of 0 and 1, int32 or float32. It is bound by its
 * name, so that no block before this one need hand it on.
 *
 * @throws ExitbenchError `bad-network` for a mask without one value for each token
 */
export function maskedBlock(id: string, tokens: Port, mask: Port, maker: MaskableLayerMaker, outputName = 'features'): Piece {
  if (mask.shape.length !== 1 || mask.shape[0] !== tokens.shape[0]) {
    throw new ExitbenchError('bad-network', `The mask \`${mask.name}\` has the shape [${mask.shape.join(', ')}], the tokens [${tokens.shape.join(', ')}].`, {
      at: id, hint: 'A mask is [tokens]: 1 where a token counts, else 0.',
    });
  }
  const layer = maker(id, tokens.shape);
  return {
    id,
    inputs: [tokens, mask],
    outputs: [port(outputName, layer.shape)],
    representation: outputName,
    weights: layer.weights,
    costs: [...layer.costs, ...layer.maskCosts],
    spec: { masked: layer.spec },
    apply: (x, weights, pass) => ({
      [outputName]: layer.apply(known(x[tokens.name], 'every input is given'), weights, pass, known(x[mask.name], 'every input is given')),
    }),
  };
}
