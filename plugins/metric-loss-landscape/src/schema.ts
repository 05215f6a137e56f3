const numbers = { type: 'array', items: { type: 'number' }, minItems: 1 } as const;
const texts = { type: 'array', items: { type: 'string' }, minItems: 1 } as const;
const columns = { type: 'object', additionalProperties: numbers, minProperties: 1 } as const;

/** JSON Schema of the result. */
export const schema = {
  type: 'object',
  properties: {
    definition: { enum: ['reconstruction'] },
    seed: { type: 'integer' },
    part: { enum: ['all', 'heads', 'backbone'] },
    images: { type: 'integer', minimum: 1 },
    norm: { type: 'number', minimum: 0 },
    lines: { type: 'integer', minimum: 1 },
    radii: numbers,
    outputs: texts,
    loss: numbers,
    sharpness: columns,
    flat: { type: 'array', items: { type: 'number', minimum: 0, maximum: 1 }, minItems: 1 },
    plane: {
      type: 'object',
      properties: {
        x: numbers, y: numbers, z: { type: 'object', additionalProperties: { type: 'array', items: numbers, minItems: 1 }, minProperties: 1 },
        axes: { type: 'object', properties: { x: { type: 'string' }, y: { type: 'string' } }, required: ['x', 'y'], additionalProperties: false },
      },
      required: ['x', 'y', 'z', 'axes'],
      additionalProperties: false,
    },
  },
  required: ['definition', 'seed', 'part', 'images', 'norm', 'lines', 'radii', 'outputs', 'loss', 'sharpness', 'flat', 'plane'],
  additionalProperties: false,
} as const;
