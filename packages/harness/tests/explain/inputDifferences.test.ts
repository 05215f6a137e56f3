import { expect, it } from 'vitest';

import { type KeyInputs, inputDifferences } from '../../src/explain/inputDifferences.ts';

const INPUTS: KeyInputs = { contract: 1, recipe: { batch: 10 }, code: { phase: 'a' }, engine: { threads: 1 }, after: { prepare: 'p', trials: ['s', 't'] } };

it('tells what is asked for before code, then the engine and the nodes that are read', () => {
  const other: KeyInputs = { contract: 2, recipe: { batch: 5 }, code: { phase: 'b' }, engine: { threads: 2 }, after: { prepare: 'p', trials: ['s', 'u'] } };
  expect(inputDifferences(INPUTS, other).map((d) => [d.part, d.path])).toEqual([
    ['contract', 'contract'], ['recipe', 'recipe.batch'], ['code', 'code.phase'], ['engine', 'engine.threads'], ['after', 'after[trials[1]]'],
  ]);
  expect(inputDifferences(INPUTS, INPUTS)).toEqual([]);
});

it('counts a seed once, and each of its streams that is another than the root', () => {
  const of = (seed: { readonly [part: string]: number }): KeyInputs => ({ ...INPUTS, recipe: { batch: 10, seed } });
  const told = (a: { readonly [part: string]: number }, b: { readonly [part: string]: number }): readonly unknown[] => inputDifferences(of(a), of(b)).map((d) => [d.path, d.before, d.after, d.leaves]);
  const same = (n: number): { readonly [part: string]: number } => ({ root: n, init: n, order: n, augment: n });
  const [zero, two] = [same(0), same(2)];
  expect(told(zero, two)).toEqual([['recipe.seed', 0, 2, 1]]);
  expect(told(zero, { ...zero, order: 1 })).toEqual([['recipe.seed.order', 0, 1, 1]]);
  expect(told(zero, { ...two, order: 1 })).toEqual([['recipe.seed.order', 0, 1, 1], ['recipe.seed.root', 0, 2, 1]]);
});
