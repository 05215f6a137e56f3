import { type Json, type NodeKey, known } from '@exitbench/core';
import { expect, it } from 'vitest';

import type { StoredEntry } from '../../src/explain/storeReader.ts';
import { nearestStored, readInputs } from '../../src/explain/nearestStored.ts';

const inputsWith = (recipe: Json): Json => ({ contract: 1, kind: 'phase', recipe, code: {}, engine: null, after: {} });
const OURS = known(readInputs(inputsWith({ a: 1, b: 1 })), 'inputs');
const LABEL = 'd:v/net/dense-gap/joint/0 everything at 0.1';

/** A stored phase. */
function entry(key: string, recipe: Json, time: number, label = LABEL): StoredEntry {
  return {
    time,
    entry: {
      format: 2, key: key as NodeKey, kind: 'phase', label, inputs: inputsWith(recipe), result: null, diverged: null, payloads: {},
      work: { coreSeconds: 1, seconds: 1, useful: 1, peakMemory: null },
    },
  };
}

const nearest = (...entries: readonly StoredEntry[]): string | undefined => nearestStored(OURS, LABEL, entries)?.entry.key;

it('takes the one that differs in the fewest values, however old', () => {
  expect(nearest(entry('far', { a: 2, b: 2 }, 9), entry('near', { a: 2, b: 1 }, 1))).toBe('near');
});

it('takes the newest of equals', () => {
  expect(nearest(entry('old', { a: 2, b: 1 }, 1), entry('new', { a: 3, b: 1 }, 9), entry('older', { a: 4, b: 1 }, 0))).toBe('new');
  expect(nearest(entry('y', { a: 2, b: 1 }, 1), entry('x', { a: 3, b: 1 }, 1))).toBe('x');
});

it('prefers the counterpart: the one whose name is most alike, to newer ones', () => {
  const others = [entry('rate', { a: 2, b: 1 }, 9, LABEL.replace('0.1', '0.05')), entry('seed', { a: 2, b: 1 }, 9, LABEL.replace('/0', '/1'))];
  expect(nearest(...others, entry('same', { a: 3, b: 1 }, 1))).toBe('same');
  expect(nearest(...others, entry('both', { a: 2, b: 1 }, 10, LABEL.replace('/0', '/1').replace('0.1', '0.05')))).toBe('rate');
});
