const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const shares = { type: 'array', items: share } as const;
const numbers = { type: 'array', items: { type: 'number' } } as const;
const names = { type: 'array', items: { type: 'string' } } as const;
const split = { enum: ['test', 'validation'] } as const;

function object<P extends { readonly [name: string]: unknown }>(properties: P) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } as const;
}

/** The result. Lists below `overthinking` and `confusion` have an entry for each of their `splits`. */
export const schema = object({
  exits: { ...names, minItems: 1 },
  /** On test. */
  first: object({ shares: { ...shares, minItems: 1 }, never: share }),
  /** On test, at the exits that get something wrong. */
  hindsight: object({ exits: names, improvability: shares }),
  overthinking: object({
    splits: { type: 'array', items: split, minItems: 2, maxItems: 2 },
    /** `cost` is in costs of the plain backbone. */
    numbers: object({ destructive: shares, wasteful: shares, never: shares, cost: { type: 'array', items: { type: 'number', minimum: 0 } } }),
  }),
  confusion: object({
    /** Those where the last exit gets some samples right and some wrong. */
    splits: { type: 'array', items: split, maxItems: 2 },
    numbers: object({ auroc: shares, right: numbers, wrong: numbers }),
  }),
});
