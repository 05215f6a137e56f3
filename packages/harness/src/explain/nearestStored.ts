import { type Json, known } from '@exitbench/core';

import { distance } from './differences.ts';
import { type InputDifference, type KeyInputs, inputDifferences } from './inputDifferences.ts';
import type { StoredEntry } from './storeReader.ts';

/** A stored entry and where a node differs from it. */
export interface Neighbour extends StoredEntry {
  readonly differences: readonly InputDifference[];
}

/**
 * The entry whose inputs differ in the fewest values; of several, the one whose name is most like the node's, then the one
 * written last, then the one with the lower key.
 *
 * @param label what the node is called with its cell: `mnist:official/convnet/dense-pooled/mixed/0 heads`
 */
export function nearestStored(inputs: KeyInputs, label: string, entries: readonly StoredEntry[]): Neighbour | undefined {
  const neighbours = entries.flatMap((stored) => {
    const theirs = readInputs(stored.entry.inputs);
    if (theirs === undefined) return [];
    const found = inputDifferences(theirs, inputs);
    return [{ ...stored, differences: found, far: distance(found), alike: alikeness(label, stored.entry.label) }];
  });
  const [first] = neighbours.toSorted((a, b) => a.far - b.far || b.alike - a.alike || b.time - a.time || (a.entry.key < b.entry.key ? -1 : 1));
  if (first === undefined) return undefined;
  const { far: _, alike: __, ...neighbour } = first;
  return neighbour;
}

/** The inputs of an entry; undefined where they are something else. */
export function readInputs(inputs: Json): KeyInputs | undefined {
  if (typeof inputs !== 'object' || inputs === null || !('after' in inputs)) return undefined;
  const { contract, recipe, code, engine, after } = inputs as { readonly [part: string]: Json };
  if (typeof after !== 'object' || after === null) return undefined;
  return { contract: contract ?? null, recipe: recipe ?? null, code: code ?? null, engine: engine ?? null, after: known(after, 'it is there') as KeyInputs['after'] };
}

// ---------------------------------------------------------------------------------------------------------------------

/** In how many parts two names are the same: data set, architecture, exits, regime, seed, words of the step. */
function alikeness(a: string, b: string): number {
  const [was, is] = [a, b].map((label) => label.split(/[/ ]/)) as [string[], string[]];
  return was.filter((part, i) => part === is[i]).length;
}
