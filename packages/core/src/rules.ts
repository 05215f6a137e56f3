import { inspect } from 'node:util';

import { type ErrorCode, ExitbenchError, unknownName } from './errors.ts';

/**
 * Looks at a value that an untyped plugin may have written, and throws when it is wrong.
 * @param at configuration path of the value
 * @param code of errors that are not about a name
 */
export type Rule = (value: unknown, at: string, code: ErrorCode) => void;

/** One rule for each field of a type, so that the table and the type cannot part. */
export type FieldRules<T> = { readonly [K in keyof T]-?: Rule };

/** One of some words. @throws `unknown-name` with the nearest */
export function word(...words: readonly string[]): Rule {
  const isText = that(`one of ${words.map((w) => `\`${w}\``).join(', ')}`, (v) => typeof v === 'string');
  return (value, at, code) => {
    isText(value, at, code);
    if (!words.includes(value as string)) throw unknownName('word', value as string, words, at);
  };
}

/** A finite number of at least `min`, or above it where `open`; at most `max`, or below `under`. */
export function number({ min = -Infinity, open = false, max = Infinity, under = Infinity }: {
  readonly min?: number; readonly open?: boolean; readonly max?: number; readonly under?: number;
} = {}): Rule {
  const bounds = [
    min === -Infinity ? '' : ` ${open ? 'above' : 'of at least'} ${min}`, max === Infinity ? '' : ` up to ${max}`, under === Infinity ? '' : ` below ${under}`,
  ];
  return that(`a finite number${bounds.join('')}`, (v) => Number.isFinite(v) && (v as number) >= min && !(open && v === min) && (v as number) <= max && (v as number) < under);
}

/** A whole number of at least `min`. */
export function whole(min: number): Rule {
  return that(`a whole number of at least ${min}`, (v) => Number.isSafeInteger(v) && (v as number) >= min);
}

/** What satisfies a condition, which `wanted` names. */
export function that(wanted: string, holds: (value: unknown) => boolean): Rule {
  return (value, at, code) => {
    if (!holds(value)) throw new ExitbenchError(code, `This must be ${wanted}, not ${inspect(value, { depth: 1, breakLength: Infinity })}.`, { at });
  };
}

/** A word, or what another rule takes. */
export function either(words: readonly string[], rule: Rule): Rule {
  return (value, at, code) => (typeof value === 'string' ? word(...words)(value, at, code) : rule(value, at, code));
}

/** Absent, or what the rule takes. */
export function optional(rule: Rule): Rule {
  return (value, at, code) => {
    if (value !== undefined) rule(value, at, code);
  };
}

/** A list whose entries the rule takes. */
export function list(rule: Rule): Rule {
  return (value, at, code) => {
    that('a list', Array.isArray)(value, at, code);
    for (const [i, entry] of (value as readonly unknown[]).entries()) rule(entry, `${at}[${i}]`, code);
  };
}

/** An object without other fields. @throws `unknown-name` for another field, with the nearest */
export function fields<T>(rules: FieldRules<T>): Rule {
  return (value, at, code) => {
    object(value, at, code);
    for (const name of Object.keys(value as object)) if (!Object.hasOwn(rules, name)) throw unknownName('field', name, Object.keys(rules), `${at}.${name}`);
    for (const [name, rule] of Object.entries<Rule>(rules)) rule((value as { readonly [field: string]: unknown })[name], `${at}.${name}`, code);
  };
}

/** An object whose `kind` says which other fields it has. */
export function kinds<T extends { readonly kind: string }>(rules: { readonly [K in T['kind']]: FieldRules<Omit<Extract<T, { readonly kind: K }>, 'kind'>> }): Rule {
  return (value, at, code) => {
    object(value, at, code);
    const { kind } = value as { readonly kind?: unknown };
    word(...Object.keys(rules))(kind, `${at}.kind`, code);
    fields({ kind: () => {}, ...rules[kind as T['kind']] })(value, at, code);
  };
}

// ---------------------------------------------------------------------------------------------------------------------

const object = that('an object', (v) => typeof v === 'object' && v !== null && !Array.isArray(v));
