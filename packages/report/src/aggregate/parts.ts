import { ExitbenchError, type Json } from '@exitbench/core';

import { fieldAt } from './fields.ts';

/** Numbers of a result, under the name of what they are of; null where there is one list without a name. A null number is a gap. */
export interface Part {
  readonly part: string | null;
  readonly values: readonly (number | null)[];
}

/**
 * The lists of numbers at a path: one without a name, or those of an object.
 * @throws ExitbenchError `bad-record` for anything else
 */
export function partsAt(result: Json, path: string): readonly Part[] {
  return namedAt(result, path, isNumbers, 'a list of numbers').map(({ part, value }) => ({ part, values: value }));
}

/**
 * The rows of numbers at a path: one grid without a name, or those of an object.
 * @throws ExitbenchError `bad-record` for anything else
 */
export function gridsAt(result: Json, path: string): readonly { readonly part: string | null; readonly rows: readonly (readonly number[])[] }[] {
  return namedAt(result, path, isGrid, 'rows of numbers').map(({ part, value }) => ({ part, rows: value }));
}

/** The names of all parts of several results, each once: in the order of the results, numbers in theirs, since an object has whole ones first. */
export function partNames(parts: readonly (readonly { readonly part: string | null }[])[]): readonly (string | null)[] {
  const names = [...new Set(parts.flatMap((p) => p.map((one) => one.part)))];
  return names.every((name) => name !== null && name.trim() !== '' && Number.isFinite(Number(name))) ? names.toSorted((a, b) => Number(a) - Number(b)) : names;
}

// ---------------------------------------------------------------------------------------------------------------------

function namedAt<T>(result: Json, path: string, isWanted: (value: unknown) => value is T, what: string): readonly { readonly part: string | null; readonly value: T }[] {
  const found: unknown = fieldAt(result, path);
  if (isWanted(found)) return [{ part: null, value: found }];
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) {
    const entries = Object.entries(found).flatMap(([part, value]) => (isWanted(value) ? [{ part, value }] : []));
    if (entries.length === Object.keys(found).length) return entries;
  }
  throw new ExitbenchError('bad-record', `A result should have ${what} at \`${path}\`, or several by name.`, { hint: 'The file was written by another version of the metric: run the benchmark again.' });
}

function isNumbers(value: unknown): value is readonly (number | null)[] {
  return Array.isArray(value) && value.every((v) => typeof v === 'number' || v === null);
}

function isGrid(value: unknown): value is readonly (readonly number[])[] {
  return Array.isArray(value) && value.every((row: unknown) => Array.isArray(row) && row.every((v) => typeof v === 'number'));
}
