const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const shares = { type: 'array', items: share, minItems: 1 } as const;

function object<P extends { readonly [name: string]: unknown }>(properties: P) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } as const;
}

/** The result, on test. Lists below `emitted` have an entry for each threshold, all others for each exit. */
export const schema = object({
  bins: { type: 'integer', minimum: 1 },
  exits: { type: 'array', items: { type: 'string' }, minItems: 1 },
  ece: shares,
  ks: shares,
  /** Mean confidence minus accuracy. */
  overconfidence: { type: 'array', items: { type: 'number', minimum: -1, maximum: 1 }, minItems: 1 },
  /** `cost` is the mean inference cost of a sample in multiply-accumulates. */
  emitted: object({ threshold: shares, cost: { type: 'array', items: { type: 'number', minimum: 0 }, minItems: 1 }, accuracy: shares, ece: shares }),
});
