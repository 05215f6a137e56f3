import { embed } from '../ops/embed.ts';
import { expectAxes, expectCount } from './expectShape.ts';
import type { LayerMaker } from './layer.ts';
import { weightAt } from './weightAt.ts';

export interface EmbeddingOptions {
  /** Number of different ids: 0 … vocabulary − 1. */
  readonly vocabulary: number;
  /** Length of each id's vector. */
  readonly width: number;
}

/** A vector for each int32 id: [tokens] to [tokens, width]. Weight: `table` [vocabulary, width], standard normal at the start. */
export function embedding(options: EmbeddingOptions): LayerMaker {
  const { vocabulary, width } = options;
  return (path, shape) => {
    expectAxes(shape, ['tokens'], 'embedding', path);
    expectCount(vocabulary, 'vocabulary', path);
    expectCount(width, 'width', path);
    return {
      shape: [...shape, width],
      weights: [{ path: `${path}/table`, shape: [vocabulary, width], init: { kind: 'normal', deviation: 1 }, role: 'embedding' }],
      costs: [],
      spec: { layer: 'embedding', vocabulary, width },
      apply: (ids, given) => embed(ids, weightAt(given, `${path}/table`)),
    };
  };
}
