import type { Json } from '@exitbench/core';

import { SCHEMA, STATUSES } from './types.ts';

type Schema = { readonly [keyword: string]: Json };

/** JSON Schemas (draft 7) of the four kinds of lines. Unknown fields are refused: what a reader cannot understand it must not drop. */
export const recordSchemas: { readonly [kind: string]: Schema } = buildSchemas();

// ---------------------------------------------------------------------------------------------------------------------

function buildSchemas(): { readonly [kind: string]: Schema } {
  const text: Schema = { type: 'string' };
  const name: Schema = { type: 'string', minLength: 1 };
  const hex: Schema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
  const flag: Schema = { type: 'boolean' };
  const count: Schema = { type: 'integer', minimum: 0 };
  const amount: Schema = { type: 'number', minimum: 0 };
  const free: Schema = { type: 'object' };
  const choice = { id: name, title: text, params: free };

  const task: Schema = {
    oneOf: [
      object({ kind: { const: 'classification' }, classes: { type: 'integer', minimum: 2 } }),
      object({ kind: { const: 'regression' }, range: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } }),
    ],
  };
  const network = object({
    task,
    exits: { type: 'array', items: name, minItems: 1 },
    costs: object({ base: amount, exits: { type: 'array', items: amount, minItems: 1 } }),
    parameters: count,
  });
  const optimiser: Schema = { type: 'object', properties: { rate: nullable({ type: 'number', exclusiveMinimum: 0 }) }, required: ['rate'] };
  const resolved: Schema = { type: 'object', properties: { kind: { enum: ['train', 'import'] }, optimiser }, required: ['kind'] };
  const arm = object({
    id: name,
    dataset: object({
      ...choice, variant: name, files: list(object({ name, sha256: hex, bytes: count })), sizes: object({ train: count, validation: count, test: count }),
    }),
    architecture: object(choice),
    exits: object({ placement: { anyOf: [name, list(name)] }, head: object(choice), combiner: nullable(object(choice)) }),
    regime: object({ ...choice, label: text, order: count }),
    role: { enum: ['ranked', 'control'] },
    excluded: nullable(text),
    network: nullable(network),
    epochs: amount,
    budget: nullable(amount),
    recipe: nullable(free),
    phases: list(object({ name: text, steps: count, macs: amount, resolved })),
  });
  const seed = object({ root: count, init: count, order: count, augment: count });
  const metric = object({
    id: name, plugin: name, revision: { type: 'integer', minimum: 1 }, params: free, label: text, unit: text,
    direction: { enum: ['higher', 'lower', 'none'] }, shows: { type: 'array', items: free, minItems: 1 }, volatile: flag, only: nullable(list(name)),
  });
  const kind: Schema = { enum: ['prepare', 'phase', 'predict', 'select', 'analyse'] };
  const plan = object({
    benchmark: name, title: text, question: text, profile: name, notice: nullable(text), epochs: { type: 'array', items: amount, minItems: 1 },
    data: object({ train: count, validation: count, test: nullable(count) }), evaluationBatch: { type: 'integer', minimum: 1 },
    tune: nullable(object({ lr: { type: 'array', items: { type: 'number', exclusiveMinimum: 0 }, minItems: 2 }, seed })),
    arms: list(arm),
    cells: list(object({ id: name, arm: name, seed, phases: list(hex), nodes: list(hex) })),
    metrics: list(metric),
    sources: list(object({ kind: { enum: ['dataset', 'architecture', 'regime', 'metric'] }, id: name, title: text, citation: text, licence: nullable(text) }, { description: text })),
    nodes: list(object({ key: hex, kind, name: text, recipe: hex, after: list(hex) })),
  });
  const point = object({
    epoch: count, step: count, loss: { type: 'number' },
    validation: nullable(object({ losses: list({ type: 'number' }), accuracies: nullable(list({ type: 'number', minimum: 0, maximum: 1 })) })),
  });
  const outcome = object({
    key: hex, kind, name: text, coreSeconds: nullable(amount), peakMemory: nullable(amount),
    training: nullable(object({ steps: count, macs: amount, history: list(point) })),
    selection: nullable(object({ rate: amount, trials: list(object({ rate: amount, score: nullable({ type: 'number' }) })) })),
  });

  return {
    header: object({
      kind: { const: 'header' }, schema: { const: SCHEMA }, comparability: { type: 'integer', minimum: 1 }, lines: { type: 'integer', minimum: 1 }, plan,
      hypotheses: nullable(object({ digest: hex, commit: nullable(name) })),
    }),
    environment: object({
      kind: { const: 'environment' }, commit: nullable(text), dirty: nullable(flag), lockfile: nullable(hex),
      engine: { type: 'object', properties: { engine: name }, required: ['engine'] }, repeatable: flag, cpu: text, node: text,
    }),
    cell: object({
      kind: { const: 'cell' }, cell: name, status: { enum: [...STATUSES] }, reason: nullable(text), log: list(text), nodes: list(outcome),
    }),
    value: object({ kind: { const: 'value' }, metric: name, cells: { type: 'array', items: name, minItems: 1 }, result: {} }),
  };
}

/** An object of exactly these fields. */
function object(properties: { readonly [name: string]: Schema }, optional: { readonly [name: string]: Schema } = {}): Schema {
  return { type: 'object', properties: { ...properties, ...optional }, required: Object.keys(properties), additionalProperties: false };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}

function nullable(schema: Schema): Schema {
  return { anyOf: [{ type: 'null' }, schema] };
}
