const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const some = { type: 'array', items: share } as const;
const shares = { ...some, minItems: 1 } as const;
const names = { type: 'array', items: { type: 'string' } } as const;

function object<P extends { readonly [name: string]: unknown }>(properties: P) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } as const;
}

/** The result, on test. An AUROC stands only where there is something to tell apart. */
export const schema = object({
  exits: { ...names, minItems: 1 },
  risk: shares,
  aurc: shares,
  excess: shares,
  failure: object({ exits: names, auroc: some }),
  /** A reconstruction. */
  eefp: object({ exits: names, auroc: some }),
  /** An entry for each threshold. `cost` is the mean inference cost of a sample in multiply-accumulates. */
  emitted: object({
    threshold: shares, cost: { type: 'array', items: { type: 'number', minimum: 0 }, minItems: 1 }, aurc: shares, excess: shares,
    auroc: { type: 'array', items: { anyOf: [share, { type: 'null' }] }, minItems: 1 },
  }),
});
