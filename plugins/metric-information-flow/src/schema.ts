/** A list with an entry a block for each noise level that there is. */
const bySigma = (items: { readonly type: string; readonly minimum?: number }) =>
  ({ type: 'object', additionalProperties: { type: 'array', items, minItems: 1 } }) as const;
const nats = bySigma({ type: 'number', minimum: 0 });
const flags = bySigma({ type: 'boolean' });
const pair = (of: typeof nats) =>
  ({ type: 'object', properties: { xz: of, zy: of }, required: ['xz', 'zy'], additionalProperties: false }) as const;

/** The result: information in nats, lists with an entry a block, first block first. */
export const schema = {
  type: 'object',
  properties: {
    definition: { const: 'reconstruction' },
    split: { const: 'test' },
    n: { type: 'integer', minimum: 2 },
    cap: { type: 'number' },
    entropy: { type: 'number', minimum: 0 },
    blocks: { type: 'array', items: { type: 'string' }, minItems: 1 },
    sigmas: { type: 'array', items: { type: 'number' }, minItems: 1 },
    scale: { type: 'array', items: { type: 'number', minimum: 0 }, minItems: 1 },
    xz: nats,
    zy: nats,
    share: { type: 'object', properties: { xz: nats, within: nats }, required: ['xz', 'within'], additionalProperties: false },
    lower: pair(nats),
    saturated: pair(flags),
    probe: { type: 'array', items: { type: 'number' }, minItems: 1 },
    probeConverged: { type: 'boolean' },
  },
  required: ['definition', 'split', 'n', 'cap', 'entropy', 'blocks', 'sigmas', 'scale', 'xz', 'zy', 'share', 'lower', 'saturated', 'probe', 'probeConverged'],
  additionalProperties: false,
} as const;
