import { ExitbenchError, type Json } from '@exitbench/core';

/** A field of a result by its path: `curve.cost`. Undefined where there is none. */
export function fieldAt(result: Json, path: string): Json | undefined {
  let here: Json | undefined = result;
  for (const name of path.split('.')) {
    if (typeof here !== 'object' || here === null || Array.isArray(here)) return undefined;
    here = (here as { readonly [name: string]: Json })[name];
  }
  return here;
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
