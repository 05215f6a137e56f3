import { ExitbenchError } from '@exitbench/core';
import { reshape, slice } from '@tensorflow/tfjs-core';

import { expectAxes } from './expectShape.ts';
import type { LayerMaker } from './layer.ts';

export interface SelectTokenOptions {
  /** Which token, from 0. Default 0, where `classToken` puts its own. */
  readonly index?: number;
}

/** One token of [tokens, width], as [width]. */
export function selectToken(options: SelectTokenOptions = {}): LayerMaker {
  const { index = 0 } = options;
  return (path, shape) => {
    expectAxes(shape, ['tokens', 'width'], 'selectToken', path);
    const [tokens = 0, width = 0] = shape;
    if (!Number.isInteger(index) || index < 0 || index >= tokens) {
      throw new ExitbenchError('bad-parameter', `\`index\` must be a whole number from 0 to ${tokens - 1}, not ${index}.`, { at: path, hint: `There are ${tokens} tokens.` });
    }
    return {
      shape: [width],
      weights: [],
      costs: [],
      spec: { layer: 'selectToken', index },
      apply: (x) => reshape(slice(x, [0, index, 0], [-1, 1, width]), [-1, width]),
    };
  };
}
