import { inspect } from 'node:util';

import type { Json } from './canonical.ts';
import { ExitbenchError, unknownName } from './errors.ts';

/** The JSON Schemas (draft 7) that parameters have. */
export type ParamSchema =
  | { readonly type: 'boolean' }
  | { readonly type: 'string'; readonly enum: readonly string[] }
  | { readonly type: 'array'; readonly items: ParamSchema; readonly minItems: number; readonly maxItems: number }
  | { readonly type: 'integer' | 'number'; readonly minimum: number; readonly maximum?: number };

/** One parameter: the source of its type, its default, its JSON Schema and its row in the docs. */
export interface Param<T extends Json = Json> {
  readonly schema: ParamSchema;
  readonly default: T;
  readonly description: string;
}

export type Params = { readonly [name: string]: Param };

/** The values that a declaration of parameters describes. */
export type ParamValues<P extends Params> = { readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never };

interface Common<T> {
  readonly default: T;
  /** One sentence for the docs: meaning, unit, consequence. */
  readonly description: string;
}

/** A whole number within bounds. */
export function int(options: Common<number> & { readonly minimum: number; readonly maximum?: number }): Param<number> {
  return numeric('integer', options);
}

/** A finite number within bounds. */
export function real(options: Common<number> & { readonly minimum: number; readonly maximum?: number }): Param<number> {
  return numeric('number', options);
}

export function flag(options: Common<boolean>): Param<boolean> {
  return { schema: { type: 'boolean' }, default: options.default, description: options.description };
}

/** One of some words. */
export function oneOf<const T extends string>(values: readonly T[], options: Common<NoInfer<T>>): Param<T> {
  return { schema: { type: 'string', enum: values }, default: options.default, description: options.description };
}

/** A list of whole numbers. */
export function ints(
  options: Common<readonly number[]> & { readonly minimum: number; readonly minItems?: number; readonly maxItems?: number },
): Param<readonly number[]> {
  const { minItems = 1, maxItems = 64 } = options;
  return {
    schema: { type: 'array', items: { type: 'integer', minimum: options.minimum }, minItems, maxItems },
    default: options.default,
    description: options.description,
  };
}

/** The JSON Schema (draft 7) of a declaration: an object without other keys. */
export function paramsSchema(params: Params): { readonly [keyword: string]: Json } {
  const properties = Object.fromEntries(
    Object.entries(params).map(([name, p]) => [name, { ...p.schema, default: p.default, description: p.description }]),
  );
  return { type: 'object', additionalProperties: false, properties };
}

/**
 * The values of all parameters: those given, checked, and defaults for the rest.
 *
 * @param at the configuration path, for errors: `benchmark.architectures[0].params`
 * @throws ExitbenchError `unknown-name` with the nearest name, or `bad-parameter` with what was got and what is wanted.
 */
export function resolveParams<P extends Params>(params: P, given: { readonly [name: string]: unknown }, at: string): ParamValues<P> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(params, name)) throw unknownName('parameter', name, Object.keys(params), `${at}.${name}`);
  }
  const values = Object.entries(params).map(([name, param]) => {
    // Absent means default; null is a value, and no parameter's.
    const value = given[name] === undefined ? param.default : given[name];
    const problem = check(value, param.schema);
    if (problem !== undefined) {
      throw new ExitbenchError('bad-parameter', `\`${name}\` must be ${problem}, not ${inspect(value, { depth: 1, breakLength: Infinity })}.`, {
        at: `${at}.${name}`,
        hint: param.description,
      });
    }
    return [name, value] as const;
  });
  return Object.fromEntries(values) as ParamValues<P>;
}

/** A Markdown table of the parameters, for a plugin's README. */
export function paramsTable(params: Params): string {
  const rows = Object.entries(params).map(
    ([name, p]) => `| \`${name}\` | ${range(p.schema)} | \`${JSON.stringify(p.default)}\` | ${p.description.replaceAll('|', '\\|')} |`,
  );
  if (rows.length === 0) return 'It has no parameters.';
  return ['| parameter | values | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

// ---------------------------------------------------------------------------------------------------------------------

function numeric(
  type: 'integer' | 'number',
  { default: value, description, minimum, maximum }: Common<number> & { readonly minimum: number; readonly maximum?: number },
): Param<number> {
  return { schema: { type, minimum, ...(maximum === undefined ? {} : { maximum }) }, default: value, description };
}

/** What a value should have been, or undefined when it is right. Covers the schemas that the functions above write. */
function check(value: unknown, schema: ParamSchema): string | undefined {
  switch (schema.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'string':
      return typeof value === 'string' && schema.enum.includes(value) ? undefined : range(schema);
    case 'array': {
      const { items, minItems, maxItems } = schema;
      const right =
        Array.isArray(value) &&
        value.length >= minItems &&
        value.length <= maxItems &&
        value.every((v) => check(v, items) === undefined);
      return right ? undefined : range(schema);
    }
    case 'integer':
    case 'number': {
      const right =
        typeof value === 'number' &&
        Number.isFinite(value) &&
        (schema.type !== 'integer' || Number.isInteger(value)) &&
        value >= schema.minimum &&
        value <= (schema.maximum ?? Infinity);
      return right ? undefined : range(schema);
    }
  }
}

function range(schema: ParamSchema): string {
  switch (schema.type) {
    case 'boolean':
      return 'true or false';
    case 'string':
      return `one of ${schema.enum.map((v) => `\`${v}\``).join(', ')}`;
    case 'array':
      return `a list of ${schema.minItems} to ${schema.maxItems}, each ${range(schema.items)}`;
    case 'integer':
    case 'number': {
      const what = schema.type === 'integer' ? 'an integer' : 'a number';
      const { minimum, maximum } = schema;
      return maximum === undefined ? `${what} of at least ${minimum}` : `${what} from ${minimum} to ${maximum}`;
    }
  }
}
