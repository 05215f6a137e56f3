import type { ErrorObject } from 'ajv';

import type { Json } from './canonical.ts';

/**
 * What is wrong with a value by a JSON Schema (draft 7), in one sentence without its full stop; undefined when nothing
 * is. The validator is loaded at the first call.
 *
 * @throws Error when the schema itself is wrong or uses keywords that do not exist
 */
export async function schemaProblem(schema: { readonly [keyword: string]: Json }, value: unknown): Promise<string | undefined> {
  const { Ajv } = await import('ajv');
  const validate = new Ajv({ strict: true, strictTypes: false, strictTuples: false }).compile(schema);
  return validate(value) ? undefined : describe(validate.errors ?? []);
}

// ---------------------------------------------------------------------------------------------------------------------

/** The first error that says more than "none of these". */
function describe(errors: readonly ErrorObject[]): string {
  const error = errors.find((e) => e.keyword !== 'anyOf' && e.keyword !== 'oneOf' && e.params['type'] !== 'null') ?? errors[0];
  if (error === undefined) return 'it is wrong';
  const field = error.instancePath === '' ? 'the value' : `\`${error.instancePath.slice(1).replaceAll('/', '.')}\``;
  const extra = typeof error.params['additionalProperty'] === 'string' ? ` (\`${error.params['additionalProperty']}\`)` : '';
  return `${field} ${error.message ?? 'is wrong'}${extra}`;
}
