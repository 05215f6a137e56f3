import { inspect } from 'node:util';

import { ExitbenchError, unknownName } from '@exitbench/core';

/** @throws ExitbenchError `bad-config` unless it is a whole number of at least `minimum`. */
export function wholeNumber(value: unknown, minimum: number, at: string, maximum = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  const upper = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
  throw new ExitbenchError('bad-config', `This must be a whole number ${upper}, not ${show(value)}.`, { at });
}

/** @throws ExitbenchError `bad-config` unless it is a finite number above `minimum`, or equal to it where `inclusive`. */
export function finiteNumber(value: unknown, minimum: number, inclusive: boolean, at: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && (value > minimum || (inclusive && value === minimum))) return value;
  throw new ExitbenchError('bad-config', `This must be a finite number ${inclusive ? 'of at least' : 'above'} ${minimum}, not ${show(value)}.`, { at });
}

/** @throws ExitbenchError `bad-config` unless it is a list. */
export function list<T>(value: readonly T[] | undefined, at: string): readonly T[] {
  if (Array.isArray(value)) return value;
  throw new ExitbenchError('bad-config', `This must be a list, not ${show(value)}.`, { at });
}

/** @throws ExitbenchError `bad-config` unless it is a list with something in it. */
export function nonEmptyList<T>(value: readonly T[] | undefined, at: string): readonly T[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw new ExitbenchError('bad-config', `This must be a list with at least one entry, not ${Array.isArray(value) ? 'an empty one' : show(value)}.`, { at });
}

/**
 * An object with no other fields than these.
 * @param what what a field of it is called: `field of a benchmark`
 * @throws ExitbenchError `bad-config` for anything else, `unknown-name` with the nearest for another field
 */
export function closedObject(value: unknown, what: string, names: readonly string[], at: string): { readonly [field: string]: unknown } {
  const object = anyObject(value, at);
  for (const field of Object.keys(object)) if (!names.includes(field)) throw unknownName(what, field, names, `${at}.${field}`);
  return object;
}

/** @throws ExitbenchError `bad-config` unless it is an object and no list. */
export function anyObject(value: unknown, at: string, wanted = 'an object'): { readonly [field: string]: unknown } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as { readonly [field: string]: unknown };
  throw new ExitbenchError('bad-config', `This must be ${wanted}, not ${show(value)}.`, { at });
}

/** @throws ExitbenchError `bad-config` unless it is a text. */
export function text(value: unknown, at: string): string {
  if (typeof value === 'string') return value;
  throw new ExitbenchError('bad-config', `This must be a text, not ${show(value)}.`, { at });
}

/** @throws ExitbenchError `bad-config` for a text that stands twice in a list. */
export function noTwice(labels: readonly string[], what: string, at: string, hint = 'Give one of them other parameters, or take it out.'): void {
  labels.forEach((label, i) => {
    if (labels.indexOf(label) !== i) {
      throw new ExitbenchError('bad-config', `The ${what} \`${label}\` is listed twice.`, { at: `${at}[${i}]`, hint });
    }
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function show(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity });
}
