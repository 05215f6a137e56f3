import { ExitbenchError } from './errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The one text of a JSON value: keys sorted by UTF-16 code units, ECMAScript's shortest numbers, no white space
 * (RFC 8785). It refuses what JSON would silently change: undefined, NaN and infinities, −0, functions, symbols,
 * bigints, dates, maps, sets, typed arrays, class instances, sparse arrays, arrays with named properties, cycles, lone
 * surrogates.
 *
 * @throws ExitbenchError `not-canonical`, with the path of the offending value.
 */
export function canonicalJson(value: unknown): string {
  return write(value, [], new Set());
}

// ---------------------------------------------------------------------------------------------------------------------

/** Names and indices on the way to a value. It is walked in place: keys of large plans are texts of millions of values. */
type Path = (string | number)[];

function write(value: unknown, path: Path, open: Set<object>): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw refuse('a string with a lone surrogate', path);
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refuse(`the number ${value}`, path);
    if (Object.is(value, -0)) throw refuse('negative zero', path);
    return String(value);
  }
  if (typeof value !== 'object') throw refuse(typeof value, path);
  if (open.has(value)) throw refuse('a cycle', path);
  open.add(value);
  const text = Array.isArray(value) ? writeArray(value, path, open) : writeObject(value, path, open);
  open.delete(value);
  return text;
}

function writeArray(value: readonly unknown[], path: Path, open: Set<object>): string {
  if (Object.getPrototypeOf(value) !== Array.prototype) throw refuse('an instance of a class of arrays', path);
  let text = '';
  // By index, so that holes are visited too, as undefined, and refused.
  for (let i = 0; i < value.length; i++) {
    path.push(i);
    text += `${i === 0 ? '' : ','}${write(value[i], path, open)}`;
    path.pop();
  }
  if (Object.keys(value).length > value.length) throw refuse('an array with named properties', path);
  return `[${text}]`;
}

function writeObject(value: object, path: Path, open: Set<object>): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw refuse(`an instance of ${(value as { constructor?: { name?: string } }).constructor?.name ?? 'a class'}`, path);
  }
  if (Object.getOwnPropertySymbols(value).length > 0) throw refuse('an object with symbol keys', path);
  const record = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(record).sort()) {
    if (!key.isWellFormed()) throw refuse('a key with a lone surrogate', path);
    path.push(key);
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${write(record[key], path, open)}`;
    path.pop();
  }
  return `{${text}}`;
}

function refuse(what: string, path: Path): ExitbenchError {
  return new ExitbenchError('not-canonical', `JSON would silently change ${what}.`, {
    at: `$${path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}`,
    hint: 'Use plain objects, arrays, strings, booleans, null and finite numbers; leave absent fields out.',
  });
}
