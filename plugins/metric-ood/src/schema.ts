const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const shares = { type: 'array', items: share, minItems: 1 } as const;
/** A list for each of the other data sets. */
const byDataset = { type: 'object', additionalProperties: shares, minProperties: 1 } as const;

/** The result. `auroc` has an entry an exit, `emitted` one a threshold. */
export const schema = {
  type: 'object',
  properties: {
    exits: { type: 'array', items: { type: 'string' }, minItems: 1 },
    samples: { type: 'object', additionalProperties: { type: 'integer', minimum: 1 } },
    auroc: byDataset,
    emitted: {
      type: 'object',
      properties: { threshold: shares, auroc: byDataset },
      required: ['threshold', 'auroc'],
      additionalProperties: false,
    },
  },
  required: ['exits', 'samples', 'auroc', 'emitted'],
  additionalProperties: false,
} as const;
