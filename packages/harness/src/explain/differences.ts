import { type Json, canonicalJson } from '@exitbench/core';

/** A place where two values differ. */
export interface Difference {
  /** `recipe.pieces[block2].spec.rate`. */
  readonly path: string;
  /** Undefined where there was nothing. */
  readonly before: Json | undefined;
  /** Undefined where there is nothing now. */
  readonly after: Json | undefined;
  /** Values below it that differ: more than one where a whole part came or went. */
  readonly leaves: number;
}

/**
 * Where two values differ, in the order of paths. Elements of lists are matched by what names them (`id`, `path` or
 * `name`), else by place; a list of plain values is one value.
 */
export function differences(before: Json | undefined, after: Json | undefined, path: string): readonly Difference[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    return names.flatMap((name) => differences(before[name], after[name], join(path, name)));
  }
  if (isList(before) && isList(after) && [...before, ...after].some((item) => typeof item === 'object' && item !== null)) return listDifferences(before, after, path);
  return same(before, after) ? [] : [{ path, before, after, leaves: Math.max(leavesOf(before), leavesOf(after)) }];
}

/** How many values differ. */
export function distance(found: readonly Difference[]): number {
  return found.reduce((sum, d) => sum + d.leaves, 0);
}

// ---------------------------------------------------------------------------------------------------------------------

type List = readonly Json[];
type Fields = { readonly [name: string]: Json };

/** What may name the elements of a list. */
const NAMES = ['id', 'path', 'name'] as const;

function listDifferences(before: List, after: List, path: string): readonly Difference[] {
  const field = NAMES.find((name) => areNamed(before, name) && areNamed(after, name));
  if (field === undefined) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, i) => differences(before[i], after[i], `${path}[${i}]`)).flat();
  }
  const nameOf = (item: Json): string => (item as Fields)[field] as string;
  const [was, is] = [before, after].map((list) => new Map(list.map((item) => [nameOf(item), item] as const))) as [Map<string, Json>, Map<string, Json>];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const found = names.flatMap((name) => differences(was.get(name), is.get(name), `${path}[${name}]`));
  // The same elements in another order are another list.
  const [orderBefore, orderAfter] = [[...was.keys()].filter((n) => is.has(n)), [...is.keys()].filter((n) => was.has(n))];
  return same(orderBefore, orderAfter) ? found : [...found, { path: `${path} (order)`, before: orderBefore, after: orderAfter, leaves: 1 }];
}

function areNamed(list: List, field: string): boolean {
  const names = list.map((item) => (isObject(item) ? item[field] : undefined));
  return names.every((n) => typeof n === 'string') && new Set(names).size === names.length;
}

function leavesOf(value: Json | undefined): number {
  if (isObject(value)) return Object.values(value).reduce<number>((sum, v) => sum + leavesOf(v), 0) || 1;
  if (isList(value) && value.some((item) => typeof item === 'object')) return value.reduce<number>((sum, v) => sum + leavesOf(v), 0);
  return 1;
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);
}

/** Names with other characters than a field's stand in brackets, as places in lists do. */
function join(path: string, name: string): string {
  if (!/^[\w-]+$/.test(name)) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}

function isList(value: Json | undefined): value is List {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
