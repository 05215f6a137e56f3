import { type NodeKey, digestOf, short } from '@exitbench/core';

import { ENTRY_FORMAT, type Entry } from './entry.ts';
import { newerFormat } from './format.ts';

/** What was found under a node's name. */
export type Checked =
  | { readonly is: 'whole'; readonly entry: Entry }
  /** Of an earlier version: it counts as absent. */
  | { readonly is: 'older' }
  | { readonly is: 'wrong'; readonly reason: string; readonly entry?: Partial<Entry> };

/**
 * Whether stored bytes are the entry of a node. That they are what was written is known by then; here it is whether they
 * belong under this name: an entry says what its key is the digest of.
 * @throws ExitbenchError `bad-store` for an entry that a newer version wrote
 */
export function checkEntry(key: NodeKey, bytes: Uint8Array): Checked {
  let entry: Entry;
  try {
    entry = JSON.parse(new TextDecoder().decode(bytes)) as Entry;
  } catch {
    return { is: 'wrong', reason: 'it is not an entry' };
  }
  const format: unknown = typeof entry === 'object' && entry !== null ? entry.format : undefined;
  if (typeof format !== 'number') return { is: 'wrong', reason: 'it is not an entry' };
  if (format > ENTRY_FORMAT) throw newerFormat(`the entry ${key}`, format);
  if (format < ENTRY_FORMAT) return { is: 'older' };
  if (entry.key !== key) return { is: 'wrong', reason: `it is the entry of another node, ${entry.kind} ${short(String(entry.key))}` };
  if (!isDigest(entry.inputs, key)) return { is: 'wrong', reason: 'its inputs are not those of its key', entry };
  return { is: 'whole', entry };
}

// ---------------------------------------------------------------------------------------------------------------------

function isDigest(inputs: unknown, key: NodeKey): boolean {
  try {
    return digestOf(inputs) === key;
  } catch {
    return false;
  }
}
