const number = { type: 'number' } as const;
const positive = { type: 'number', exclusiveMinimum: 0 } as const;
const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const names = { type: 'array', items: { type: 'string' }, minItems: 1 } as const;
const positives = { type: 'array', items: positive, minItems: 1 } as const;
const shares = { type: 'array', items: share, minItems: 1 } as const;
/** Of validation, and of test. */
const parts = <T>(of: T) => ({ type: 'object', properties: { validation: of, test: of }, required: ['validation', 'test'], additionalProperties: false }) as const;
const spread = <T>(of: T) => ({ type: 'object', properties: { median: of, lowest: of, highest: of }, required: ['median', 'lowest', 'highest'], additionalProperties: false }) as const;
/** Over the plain backbone, by time and by multiply-accumulates. */
const speedUp = {
  type: 'object',
  properties: { measured: positives, predicted: positives },
  required: ['measured', 'predicted'],
  additionalProperties: false,
} as const;
/** Measured speed-ups of single rounds. */
const singleRounds = { type: 'object', properties: { lowest: positives, highest: positives }, required: ['lowest', 'highest'], additionalProperties: false } as const;
const numbers = { type: 'array', items: number, minItems: 1 } as const;
/** What stands side by side in a table, by the column's heading. */
const beside = {
  type: 'object',
  properties: { 'measured speed-up': positives, 'predicted speed-up': positives, 'test: points lost': numbers, 'validation: points lost': numbers },
  required: ['measured speed-up', 'predicted speed-up', 'test: points lost', 'validation: points lost'],
  additionalProperties: false,
} as const;

/** The result. Times are milliseconds a sample, costs multiply-accumulates a sample; lists have an entry an exit, or a threshold. */
export const schema = {
  type: 'object',
  properties: {
    split: { const: 'test' },
    policy: { const: 'max-confidence' },
    batch: { type: 'integer', minimum: 1 },
    samples: { type: 'integer', minimum: 1 },
    rounds: { type: 'integer', minimum: 1 },
    plain: { type: 'object', properties: { time: spread(positive), cost: positive }, required: ['time', 'cost'], additionalProperties: false },
    exits: {
      type: 'object',
      properties: { names, time: spread(positives), cost: positives, speedUp, singleRounds },
      required: ['names', 'time', 'cost', 'speedUp', 'singleRounds'],
      additionalProperties: false,
    },
    thresholds: {
      type: 'object',
      properties: {
        names, allowed: { type: 'array', items: { type: ['number', 'null'], minimum: 0 }, minItems: 1 }, threshold: shares,
        accuracy: parts(shares), lost: parts(numbers), beside,
        time: spread(positives), cost: positives, speedUp, singleRounds, shares: { type: 'array', items: shares, minItems: 1 },
      },
      required: ['names', 'allowed', 'threshold', 'accuracy', 'lost', 'beside', 'time', 'cost', 'speedUp', 'singleRounds', 'shares'],
      additionalProperties: false,
    },
    curve: { type: 'object', properties: { threshold: shares, cost: positives, time: positives }, required: ['threshold', 'cost', 'time'], additionalProperties: false },
  },
  required: ['split', 'policy', 'batch', 'samples', 'rounds', 'plain', 'exits', 'thresholds', 'curve'],
  additionalProperties: false,
} as const;
