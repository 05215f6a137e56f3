import { type Json, canonicalJson } from '@exitbench/core';

/** Deep equality, numbers up to a relative tolerance: sums in another order differ in the last digits. */
export function same(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((k) => same((a as Record<string, unknown>)[k], (b as Record<string, unknown>)[k], tolerance));
}

/** Whether the result on reversed cells is the same, or the same with lists of one entry a cell reversed. */
export function followsCells(reversed: Json, result: Json, cells: number, tolerance: number): boolean {
  const mirrored = (value: unknown): unknown => {
    if (Array.isArray(value)) return (value.length === cells ? value.toReversed() : value).map(mirrored);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, v]) => [name, mirrored(v)])) : value;
  };
  return same(reversed, result, tolerance) || same(mirrored(reversed), result, tolerance);
}

/** A path into a result; through a list, into its first entry. */
export function follow(value: unknown, path: readonly string[]): unknown {
  const [head, ...rest] = path;
  const here = Array.isArray(value) ? (value[0] as unknown) : value;
  if (head === undefined) return value;
  return typeof here === 'object' && here !== null ? follow((here as { readonly [name: string]: unknown })[head], rest) : undefined;
}

export function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** A result, every number 0: what is left of measured times that every measurement must give alike. */
export function withoutNumbers(value: Json): Json {
  if (typeof value === 'number') return 0;
  if (Array.isArray(value)) return value.map(withoutNumbers);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, v]) => [name, withoutNumbers(v as Json)])) : value;
}

/** A result as text, or what keeps it from being one. */
export function textOf(result: Json): string | Error {
  try {
    return canonicalJson(result);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
