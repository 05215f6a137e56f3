const text = { type: 'string' } as const;
const number = { type: 'number' } as const;
const least0 = { type: 'number', minimum: 0 } as const;
const count = { type: 'integer', minimum: 0 } as const;
const numbers = { type: 'array', items: number } as const;
const texts = { type: 'array', items: text } as const;
const byPair = { type: 'object', additionalProperties: numbers } as const;
const object = <P extends { readonly [name: string]: unknown }>(properties: P) =>
  ({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false }) as const;
const list = <I>(items: I) => ({ type: 'array', items }) as const;

/** JSON Schema of the result. */
export const schema = object({
  definition: { enum: ['reconstruction'] },
  samples: object({ estimate: count, loss: count, test: count }),
  cells: list(object({ label: text, regime: text, role: { enum: ['ranked', 'control'] }, order: count, norm: least0, loss: number, error: number, ownLoss: number, ownError: number })),
  alphas: numbers,
  pairs: list(object({ name: text, a: text, b: text, kind: { enum: ['regimes', 'order'] }, barrier: least0, errorBarrier: least0, distance: least0 })),
  barriers: byPair,
  loss: byPair,
  error: byPair,
  layers: object({ pieces: texts, alphas: numbers, barrier: byPair }),
  plane: object({
    x: numbers, y: numbers, z: list(numbers),
    points: list(object({ x: number, y: number, label: text })),
    distances: list(object({ a: text, b: text, distance: least0 })),
    axes: object({ x: text, y: text, unit: text }),
  }),
});
