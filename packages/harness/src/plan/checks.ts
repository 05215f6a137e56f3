import { ExitbenchError } from '@exitbench/core';

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

/** @throws ExitbenchError `bad-config` unless it is a list with something in it. */
export function nonEmptyList<T>(value: readonly T[] | undefined, at: string): readonly T[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw new ExitbenchError('bad-config', `This must be a list with at least one entry, not ${Array.isArray(value) ? 'an empty one' : show(value)}.`, { at });
}

/** @throws ExitbenchError `bad-config` for a text that stands twice in a list. */
export function noTwice(labels: readonly string[], what: string, at: string): void {
  labels.forEach((label, i) => {
    if (labels.indexOf(label) !== i) {
      throw new ExitbenchError('bad-config', `The ${what} \`${label}\` is listed twice.`, { at: `${at}[${i}]`, hint: 'Give one of them other parameters, or take it out.' });
    }
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
