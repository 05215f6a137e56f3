const number = { type: 'number' } as const;
const maybe = { type: ['number', 'null'] } as const;

/** The result. Costs are multiply-accumulates a sample; scores are accuracies in [0, 1], or minus root mean squared errors. */
export const schema = {
  type: 'object',
  properties: {
    mode: { enum: ['val', 'paper'] },
    quantity: { enum: ['accuracy', 'negative-rmse'] },
    policy: { enum: ['max-confidence', 'static'] },
    fallback: { enum: ['final', 'most-confident', null] },
    base: number,
    levels: {
      type: ['array', 'null'],
      items: {
        type: 'object',
        properties: { level: { anyOf: [number, { const: 'max' }] }, threshold: maybe, score: maybe, cost: maybe },
        required: ['level', 'threshold', 'score', 'cost'],
        additionalProperties: false,
      },
    },
    curve: {
      type: 'object',
      properties: {
        split: { const: 'test' },
        threshold: { type: 'array', items: number },
        cost: { type: 'array', items: number },
        score: { type: 'array', items: number },
        shares: { type: 'array', items: { type: 'array', items: number } },
      },
      required: ['split', 'threshold', 'cost', 'score', 'shares'],
      additionalProperties: false,
    },
  },
  required: ['mode', 'quantity', 'policy', 'fallback', 'base', 'levels', 'curve'],
  additionalProperties: false,
} as const;
