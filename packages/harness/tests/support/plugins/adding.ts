import { type Piece, defineCombiner, known } from '@exitbench/core';

/** Adds what its heads answer. */
export const adding = defineCombiner({
  id: 'adding', module: import.meta.url, title: 'Adding', description: 'For tests.', params: {},
  build: ({ id, heads }): Piece => {
    const inputs = heads.map((h) => ({ ...known(h.outputs[0], 'a head answers'), name: `${h.id}.${h.output ?? ''}` }));
    const gate = { path: `${id}/gate`, shape: [1], init: { kind: 'constant', value: 1 }, role: 'gate' } as const;
    return { id, inputs, outputs: known(heads[0], 'a combiner has heads').outputs.slice(0, 1), output: 'logits', representation: 'logits', weights: [gate], costs: [], spec: 'adding', apply: (x) => x };
  },
});
