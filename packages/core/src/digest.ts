import { createHash } from 'node:crypto';

import { canonicalJson } from './canonical.ts';

/** SHA-256 of bytes or of a text's UTF-8, as 64 hexadecimal digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** SHA-256 of a value's canonical JSON. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** Identity of a node of the run graph: the SHA-256 of its resolved inputs. Made by the harness only. */
export type NodeKey = string & { readonly __key: 'NodeKey' };

/** The 12 characters of a digest that people are shown. */
export function short(digest: string): string {
  return digest.slice(0, 12);
}

/** Recursively frozen, in place: what has been resolved can no longer change. */
export function deepFreeze<T>(value: T): T {
  freeze(value, new Set());
  return value;
}

// ---------------------------------------------------------------------------------------------------------------------

function freeze(value: unknown, seen: Set<object>): void {
  // Views of memory cannot be frozen. What is frozen already may hold what is not, so it is visited too.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return;
  seen.add(value);
  Object.freeze(value);
  for (const item of Object.values(value)) freeze(item, seen);
}
