const names = { type: 'array', items: { type: 'string' }, minItems: 1 } as const;
const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const shares = { type: 'array', items: share, minItems: 1 } as const;
const energy = { type: 'array', items: { type: 'number', minimum: 0 }, minItems: 1 } as const;
const cosine = { type: 'array', items: { type: 'number', minimum: -1, maximum: 1 }, minItems: 1 } as const;
const count = { type: 'integer', minimum: 1 } as const;
const moment = { phase: { type: 'integer', minimum: 0 }, name: { type: 'string' }, share, exits: names, shares: { type: 'object', additionalProperties: shares } } as const;

function object<P extends { readonly [name: string]: unknown }>(properties: P) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } as const;
}

function startAndEnd<T>(of: T) {
  return object({ start: of, end: of });
}

/** The result. Lists of numbers have an entry for each block; `shares` such a list for each exit. */
export const schema = object({
  definition: { const: 'reconstruction' },
  split: { const: 'train' },
  batches: count,
  batch: count,
  blocks: names,
  /** Every snapshot that was looked at, in the order of training. */
  at: {
    type: 'array', minItems: 1,
    items: object({ ...moment, label: { type: 'string' }, dominant: names, finalShare: shares, energy, conflict: shares, cosine, centroid: { type: 'number', minimum: 0 } }),
  },
  /** The first of them, and the last. */
  start: object(moment),
  end: object(moment),
  finalShare: startAndEnd(shares),
  energy: startAndEnd(energy),
  conflict: startAndEnd(shares),
  cosine: startAndEnd(cosine),
});
