import { type NodeKey, digestOf } from '@exitbench/core';

import type { NewEntry, Store } from '../../src/store/store.ts';

/** A made-up phase: its key is the digest of its inputs, as of a real one. */
export function node(n: number): NewEntry {
  const inputs = { kind: 'phase', recipe: { number: n } };
  return { key: digestOf(inputs) as NodeKey, kind: 'phase', label: `phase ${n}`, inputs, result: { steps: n }, work: { coreSeconds: 1, seconds: 1, useful: 1, peakMemory: null } };
}

/** Its payloads: some bytes of its own. */
export function payloads(n: number): { readonly weights: Uint8Array; readonly history: Uint8Array } {
  return { weights: Uint8Array.from({ length: 200 + n }, (_, i) => (i * 7 + n * 13) % 251), history: new TextEncoder().encode(`history of ${n}`) };
}

/** Writes the first so many of them. */
export async function fill(store: Store, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await store.write(node(n), payloads(n));
}
