const names = { type: 'array', items: { type: 'string' } } as const;
const byExit = <I>(items: I) => ({ type: 'object', additionalProperties: { type: 'array', items } }) as const;
const count = { type: 'integer', minimum: 0 } as const;
const counts = { type: 'array', items: count } as const;

/** JSON Schema of the result. Lists have an entry for each pair; null where a network has no such exit. */
export const schema = {
  type: 'object',
  properties: {
    samples: count,
    pairs: names,
    exits: names,
    onlyFirst: byExit({ type: ['integer', 'null'], minimum: 0 }),
    onlySecond: byExit({ type: ['integer', 'null'], minimum: 0 }),
    midP: byExit({ type: ['number', 'null'], minimum: 0, maximum: 1 }),
    last: { type: 'object', properties: { 'the first alone': counts, 'the second alone': counts }, required: ['the first alone', 'the second alone'], additionalProperties: false },
  },
  required: ['samples', 'pairs', 'exits', 'onlyFirst', 'onlySecond', 'midP', 'last'],
  additionalProperties: false,
} as const;
