import { ExitbenchError, type Json } from '@exitbench/core';

/** A field of a result by its path: `curve.cost`. Of a list it is the list of the fields: `phases.macs`. Undefined where there is none. */
export function fieldAt(result: Json, path: string): Json | undefined {
  const [name, ...rest] = path.split('.');
  if (name === undefined || typeof result !== 'object' || result === null) return undefined;
  if (Array.isArray(result)) {
    const fields = (result as readonly Json[]).map((item) => fieldAt(item, path));
    return fields.some((field) => field === undefined) ? undefined : (fields as readonly Json[]);
  }
  const field = Object.hasOwn(result, name) ? (result as { readonly [name: string]: Json })[name] : undefined;
  return field === undefined || rest.length === 0 ? field : fieldAt(field, rest.join('.'));
}

/** @throws ExitbenchError `bad-record` when it is not a list of numbers */
export function numbersAt(result: Json, path: string): readonly number[] {
  const value = fieldAt(result, path);
  if (Array.isArray(value) && value.every((v) => typeof v === 'number')) return value;
  throw unexpected(path, 'a list of numbers');
}

/** @throws ExitbenchError `bad-record` when it is not a list of texts */
export function textsAt(result: Json, path: string): readonly string[] {
  const value = fieldAt(result, path);
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value;
  throw unexpected(path, 'a list of texts');
}

// ---------------------------------------------------------------------------------------------------------------------

function unexpected(path: string, what: string): ExitbenchError {
  return new ExitbenchError('bad-record', `A result should have ${what} at \`${path}\`.`, { hint: 'The file was written by another version of the metric: run the benchmark again.' });
}
