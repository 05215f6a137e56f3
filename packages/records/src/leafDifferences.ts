import type { Json } from '@exitbench/core';

/** A place where two values differ. */
export interface LeafDifference {
  /** From the outermost value: `history[3].loss`, `params["a b"]`. Empty where the values themselves differ. */
  readonly path: string;
  /** Undefined where there is nothing. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * Where two values differ, down to single numbers, in the order of fields' names and of places in lists. Numbers are equal when they
 * are the same to the last bit; 0 and −0 are told apart by nothing that is written as JSON.
 */
export function leafDifferences(before: Json | undefined, after: Json | undefined, path = ''): readonly LeafDifference[] {
  if (Array.isArray(before) && Array.isArray(after)) {
    const [was, is] = [before as readonly Json[], after as readonly Json[]];
    return Array.from({ length: Math.max(was.length, is.length) }, (_, i) => leafDifferences(was[i], is[i], `${path}[${i}]`)).flat();
  }
  if (isFields(before) && isFields(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    return names.flatMap((name) => leafDifferences(own(before, name), own(after, name), join(path, name)));
  }
  return before === after ? [] : [{ path, before, after }];
}

/** How many values there are that hold no others: what a comparison compares. */
export function leavesIn(value: Json | undefined): number {
  if (value === undefined) return 0;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value as Fields).reduce((sum: number, part) => sum + leavesIn(part), 0);
}

// ---------------------------------------------------------------------------------------------------------------------

type Fields = { readonly [name: string]: Json };

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name like `toString` is a field only where the value has it itself. */
function own(fields: Fields, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function join(path: string, name: string): string {
  if (!/^[\w-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
