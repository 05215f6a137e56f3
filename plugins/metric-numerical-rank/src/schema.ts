const counts = { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 1 } as const;
const amounts = { type: 'array', items: { type: 'number', minimum: 0 }, minItems: 1 } as const;

/** The result: lists have an entry a block, first block first. */
export const schema = {
  type: 'object',
  properties: {
    definition: { const: 'reconstruction' },
    split: { const: 'test' },
    samples: { type: 'integer', minimum: 2 },
    threshold: { type: 'number' },
    limit: { type: ['integer', 'null'], minimum: 2 },
    blocks: { type: 'array', items: { type: 'string' }, minItems: 1 },
    rank: counts,
    stableRank: amounts,
    effectiveRank: amounts,
    participationRatio: amounts,
    sizes: {
      type: 'object',
      properties: { cap: counts, features: counts, of: counts },
      required: ['cap', 'features', 'of'],
      additionalProperties: false,
    },
  },
  required: ['definition', 'split', 'samples', 'threshold', 'limit', 'blocks', 'rank', 'stableRank', 'effectiveRank', 'participationRatio', 'sizes'],
  additionalProperties: false,
} as const;
